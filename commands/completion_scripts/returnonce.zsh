#compdef returnonce
# Completion of returnonce for zsh, after compinit: eval "$(returnonce completion zsh)" in ~/.zshrc
_returnonce() {
  local -a answers
  # Each answer is a word, a colon and what it is; without any, files.
  answers=("${(@f)$(_RETURNONCE_COMPLETE=zsh "${words[1]}" "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "${answers[1]}" ]]; then
    # -U: what was typed in small letters is completed too.
    _describe -V returnonce answers -U
  else
    _files
  fi
}
if [[ "${funcstack[1]}" == _returnonce ]]; then
  _returnonce "$@"
else
  compdef _returnonce returnonce
fi
