"""`tranquille resume`: screen again before a pause is over."""

from agent.call.sentence import say
from agent.cli.in_force import open_for_wishes, remark_on_the_rest
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, print_json, styled


def resume(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """End a pause before its time. Permits stay: `tranquille permit --off` takes those back.

    \b
    Example:
      tranquille resume
    """
    permits = open_for_wishes(settings_for(config))
    was_paused = permits.resume()
    if as_json:
        print_json({"was_paused": was_paused})
        return
    console().print(styled(say("calls are screened again") if was_paused else say("nothing was paused")))
    remark_on_the_rest(permits)
