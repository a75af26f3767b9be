"""The OpenAPI document, made whole: what routes and schemas leave unsaid is added here. Knows no route by itself."""
