# Run beside a package made by openapi-generator for R: reads every operation that is named, and says what came.
# Rscript read_everything.R SERVICE CALLS.json, with the package "made" in the library of R_LIBS.
suppressPackageStartupMessages(library(made))
# The generator lets what may hold more than is said inherit from a class that it does not write.
AnyType <- R6::R6Class("AnyType")

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
  as_text <- c(given, .parse = FALSE)
  if (!grepl("json$", call$kind)) {
    # The generated code turns it into text; the bytes as they were sent stay beside it.
    answer <- do.call(read, as_text)
    say(operation = call$operation, status = answer$status_code, bytes = length(answer$response),
        parsed = if (length(answer$response)) "raw" else "NoneType", typed = TRUE)
    next
  }
  answer <- tryCatch(do.call(read, given), error = function(error) NULL)
  typed <- !is.null(answer)
  if (!typed) {
    answer <- do.call(read, as_text)
    answer$content <- jsonlite::fromJSON(answer$content, simplifyVector = FALSE)
  }
  say(operation = call$operation, status = answer$status_code, typed = typed,
      parsed = if (length(answer$content)) class(answer$content)[1] else "NoneType")
}
