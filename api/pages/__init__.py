"""Pages for people: server-rendered, readable without JavaScript, without styles and without Node."""
