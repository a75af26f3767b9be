# Completion of returnonce for fish: returnonce completion fish > ~/.config/fish/completions/returnonce.fish
function __returnonce_answers
    set -l typed (commandline -ct)
    set -l words (commandline -opc)
    # Each answer is a word, a tab and what it is; without any, files.
    set -l answers (_RETURNONCE_COMPLETE=fish $words[1] $words[2..-1] "$typed" 2>/dev/null)
    if set -q answers[1]
        printf '%s\n' $answers
    else
        __fish_complete_path "$typed"
    end
end
complete -c returnonce -f -k -a '(__returnonce_answers)'
