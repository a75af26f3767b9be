"""What the API says of its own schemas."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SchemaListed(BaseModel):
    """One schema."""

    name: str = Field(examples=["Changes"], description="Its name, as OpenAPI has it.")
    title: str = Field(description="What it describes.")
    href: str = Field(
        examples=["/v1/schemas/Changes"], description="Its address; of an official one that of its publisher."
    )
    official: bool = Field(description="Whether it is not ours, but published with the standard that it belongs to.")
    answers: list[str] = Field(description="The operations whose answer it is, by operationId.")
    files: list[str] = Field(
        description="Ends of the names of files that it describes, of an edition or in its bundle.",
        examples=[["datapackage.json"]],
    )


class JsonSchemas(BaseModel):
    """Schemas by name."""

    schemas: list[SchemaListed] = Field(description="Every schema of an answer, of a file, or of a part of one.")
