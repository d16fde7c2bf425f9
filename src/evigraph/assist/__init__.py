"""The graph for assistants: the read-only questions as a Model Context Protocol server.

current    the newest sound graph of a workspace
window     the part of a long answer that is shown, and how to get the rest
locate     where a node is printed and what identifies it, so that it can be cited
inputs     what a tool can be asked, as typed arguments
finding    `find`, `show`
tracing    `trace`
asking     `questions`, `query`
judging    `audit`, `impact`
citing     `bibliography`
tools      the table of tools: arguments, answers, schemas
resources  what can be read by address
prompts    ready-made requests
server     all of it over standard input and output
words/     what the model is told, as text
"""
