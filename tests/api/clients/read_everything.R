# Run beside a package made by openapi-generator for R: reads every operation that is named, and says what came.
# Rscript read_everything.R SERVICE CALLS.json, with the package "made" in the library of R_LIBS.
suppressPackageStartupMessages(library(made))

arguments <- commandArgs(trailingOnly = TRUE)
calls <- jsonlite::fromJSON(arguments[2], simplifyVector = FALSE)

capital <- function(text) paste0(toupper(substring(text, 1, 1)), substring(text, 2))
snake <- function(text) tolower(gsub("([a-z])([A-Z])", "\\1_\\2", gsub("-", "_", text)))
# Only a short row of digits: a hash may look like a number too.
as_number <- function(text) if (grepl("^[0-9]{1,6}$", text)) as.integer(text) else text
say <- function(...) cat(jsonlite::toJSON(list(...), auto_unbox = TRUE, null = "null"), "\n", sep = "")

open_api <- function(tag, key) {
  client <- ApiClient$new(base_path = arguments[1], bearer_token = key, timeout = 120)
  get(paste0(capital(tag), "Api"))$new(client)
}

for (call in calls) {
  api <- open_api(call$tag, call$key)
  read <- api[[paste0(capital(call$operation), "WithHttpInfo")]]
  given <- lapply(c(call$path, call$query), as_number)
  names(given) <- snake(names(given))
  is_json <- grepl("json$", call$kind)
  # What is no JSON comes as the bytes that were sent.
  if (!is_json) given$.parse <- FALSE
  answer <- do.call(read, given)
  parsed <- if (is.null(answer$content)) "NoneType" else class(answer$content)[1]
  say(operation = call$operation, status = answer$status_code, parsed = parsed)
}
