"""A filled return for machines: one set of rows, told in several standards beside the files for people."""

from exports.formats.files import extra_files as extra_files
