"""The methods of ``Workspace``, a class a topic; the classes are joined where the front door is (``briefing.workspace``).

A method imports what it does from the topic's module when it is called, so that opening a workspace, and a command that
needs little, stay fast. What it does stands in that module; here is only the way in."""
