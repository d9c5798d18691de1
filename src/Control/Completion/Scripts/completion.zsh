#compdef gridflow
# Completion of gridflow for zsh: source <(gridflow completion zsh)
_gridflow() {
    local line="${BUFFER[1,CURSOR]}"
    local -a replies
    replies=("${(@f)$(${words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)}")
    replies=(${replies:#})
    if (( ${#replies} == 0 )); then
        _files
    else
        compadd -Q -S '' -- ${(M)replies:#*[:=]}
        compadd -Q -- ${replies:#*[:=]}
    fi
}
compdef _gridflow gridflow
