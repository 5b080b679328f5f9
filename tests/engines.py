"""The engines that can run here: every test with a real engine is run for each, which is the contract of all."""

from agent.call.user_error import UserError
from agent.sip.engine_choice import Engine, choose_engine


def _that_run_here() -> tuple[Engine, ...]:
    found: list[Engine] = []
    for name in ("pjsua2", "python"):
        try:
            found.append(choose_engine(name))
        except UserError:
            continue
    return tuple(found)


HERE = _that_run_here()

_in_use = list(HERE[:1])


def use(engine: Engine) -> None:
    """From now on tests start this one."""
    _in_use[:] = [engine]


def in_use() -> Engine:
    """The engine that the test at work is for."""
    (engine,) = _in_use
    return engine
