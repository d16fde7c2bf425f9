"""The pages for people: those of the static site, served live, and what only a server can do.

addresses   where each page is
fields      what a form sends
live        from an address and the fields of a form to a page; runs in a task worker
routes      the addresses of the application that lead to pages

questions   the list of the questions, and the page of each
asked       the form of a question: what was typed, what it means, what is wrong with it
options     what may be chosen for a parameter
cells       an answer as rows of words and links, and in sentences
figures     the pictures that belong to an answer
sparql      a query with its words marked

What a page of a question, a search, ... shows is a module of its own beside these.
"""
