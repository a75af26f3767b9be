# Completion of returnonce for bash 4 or newer: eval "$(returnonce completion bash)" in ~/.bashrc
_returnonce() {
  # One answer a line; a word with spaces comes back quoted as it was begun.
  local IFS=$'\n'
  COMPREPLY=($(_RETURNONCE_COMPLETE=bash "${COMP_WORDS[0]}" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -o nosort -F _returnonce returnonce 2>/dev/null ||
  complete -o bashdefault -o default -F _returnonce returnonce
