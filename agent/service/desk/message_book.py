"""The messages for whoever asks on the command line: which there are, and away with one."""

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.service.calls.message_keeping import open_messages
from agent.settings.settings import Settings
from agent.store.messages import Message


class MessageBook:
    """Every method raises UserError for what a person can put right."""

    def __init__(self, settings: Settings) -> None:
        self._folder = open_messages(settings)

    def all(self) -> list[Message]:
        """Messages and recorded talks, newest first."""
        try:
            return self._folder.all(None)
        except OSError as error:
            raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error

    def at(self, position: int | None) -> Message:
        """The message at a place of `all`, counted from 1."""
        kept = self.all()
        if position is None:
            raise UserError(say("say which message, by its number in tranquille messages"))
        if position > len(kept):
            raise UserError(
                say("there is no message {position}: there are {count}", position=position, count=len(kept))
            )
        return kept[position - 1]

    def delete(self, message: Message) -> None:
        """Gone for good."""
        try:
            self._folder.delete(message.name)
        except OSError as error:
            raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error
