"""What the JSON files say that lie beside an edition's cells and in its bundle. They are described by no operation of
their own, since they are served as they were published."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

HASH = "^[0-9a-f]{64}$"


class PublishedFile(BaseModel):
    """A model of a file whose bytes stay: what is not named here is not there."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class BundledFile(PublishedFile):
    """One file of a bundle."""

    name: str = Field(examples=["files/changes.json"])
    media_type: str
    sha256: str = Field(pattern=HASH)
    size: int = Field(ge=0, description="Bytes.")


class BundleWithdrawal(PublishedFile):
    """When and why an edition was withdrawn."""

    at: datetime
    reason: str


class BundleHead(PublishedFile):
    """The audit trail's head that an earlier edition carries."""

    number: int
    head: str


class BundleRule(PublishedFile):
    """The disclosure rule by which figures were withheld."""

    rule: str
    version: str


class BundleManifest(PublishedFile):
    """``manifest.json`` of a bundle: what the edition is, and the hash of every file. It is what was signed."""

    form: str = Field(examples=["returnonce bundle, form 1"])
    return_code: str = Field(alias="return")
    edition: str = Field(description="The year's form of the return.")
    area: str
    period: str
    number: int = Field(ge=1)
    audience: Literal["regulator", "council", "public"]
    restates: int | None = Field(description="Number of the edition before that it takes the place of.")
    reason: str | None = Field(description="Why there is another edition; null for the first.")
    published_at: datetime
    as_of: datetime = Field(description="What was known then.")
    withdrawn: BundleWithdrawal | None
    ruleset: str = Field(description="Hash of the definitions that filled it.")
    release: str = Field(description="Version of the program that did.")
    disclosure: BundleRule
    content: str | None = Field(description="Hash over the true cells; for the entitled recipient alone.")
    cells: str = Field(description="Hash over the cells as this audience has them.")
    head: str | None = Field(description="The audit trail's head; not for the public.")
    heads_before: list[BundleHead]
    key: str = Field(description="Id of the publisher's key that signed it.")
    files: list[BundledFile]


class DataPackageSource(PublishedFile):
    """A file that figures came from."""

    title: str


class DataPackageAbout(PublishedFile):
    """Which return it is."""

    return_code: str = Field(alias="return")
    edition: str
    area: str
    period: str
    ruleset: str
    illustrative: bool


class DataPackageDialect(PublishedFile):
    """How the CSV is written."""

    delimiter: Literal[","]
    line_terminator: str = Field(alias="lineTerminator")
    quote_char: str = Field(alias="quoteChar")
    double_quote: bool = Field(alias="doubleQuote")


class DataPackageField(PublishedFile):
    """One column. ``trueValues`` and ``falseValues``: of a boolean; ``constraints``: of a column of the key."""

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    title: str
    description: str
    true_values: list[str] = Field(default=[], alias="trueValues")
    false_values: list[str] = Field(default=[], alias="falseValues")
    constraints: dict[str, bool] = {}


class DataPackageColumns(PublishedFile):
    """The columns of the data CSV."""

    fields: list[DataPackageField]
    missing_values: list[str] = Field(alias="missingValues")
    primary_key: list[str] = Field(alias="primaryKey")


class DataPackageResource(PublishedFile):
    """The data CSV."""

    profile: Literal["tabular-data-resource"]
    name: Literal["cells"]
    path: str = Field(description="Name of the CSV file beside it.")
    format: Literal["csv"]
    mediatype: Literal["text/csv"]
    encoding: Literal["utf-8"]
    dialect: DataPackageDialect
    bytes: int = Field(ge=0)
    hash: str = Field(pattern="^sha256:[0-9a-f]{64}$")
    columns: DataPackageColumns = Field(alias="schema")


class DataPackage(PublishedFile):
    """``datapackage.json``: Frictionless Data Package, whose own profile is at
    https://specs.frictionlessdata.io/schemas/tabular-data-package.json, as our files have it."""

    profile: Literal["tabular-data-package"]
    name: str
    title: str
    sources: list[DataPackageSource]
    resources: list[DataPackageResource] = Field(min_length=1, max_length=1)
    returnonce: DataPackageAbout


class CsvwDialect(PublishedFile):
    """How the CSV is written."""

    delimiter: Literal[","]
    encoding: Literal["utf-8"]
    header: bool
    quote_char: str = Field(alias="quoteChar")
    double_quote: bool = Field(alias="doubleQuote")


class CsvwColumn(PublishedFile):
    """One column."""

    name: str
    titles: str
    title: str = Field(alias="dc:title")
    description: str = Field(alias="dc:description")
    datatype: str | dict[str, Any] = Field(description="A type of CSVW, or one with its format.")
    null: str
    required: bool


class CsvwSchema(PublishedFile):
    """The columns of the data CSV."""

    columns: list[CsvwColumn]
    primary_key: list[str] = Field(alias="primaryKey")


class CsvMetadata(PublishedFile):
    """``…csv-metadata.json``: the W3C's CSV on the Web, as our files have it."""

    context: Literal["http://www.w3.org/ns/csvw"] = Field(alias="@context")
    url: str = Field(description="Name of the CSV file beside it.")
    title: str = Field(alias="dc:title")
    dialect: CsvwDialect
    table_schema: CsvwSchema = Field(alias="tableSchema")


#: By the end of a file's name. That of SDMX has a schema of its makers', which each file names.
FILE_MODELS: dict[str, type[PublishedFile]] = {
    "manifest.json": BundleManifest, "datapackage.json": DataPackage, "csv-metadata.json": CsvMetadata,
}  # fmt: skip
