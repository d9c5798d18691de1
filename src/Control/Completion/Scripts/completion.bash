# Completion of gridflow for bash: source <(gridflow completion bash)
_gridflow() {
    local line="${COMP_LINE:0:COMP_POINT}"
    local word="${line##* }"
    local cut=""
    # bash splits words at colons and equals signs, and puts replies in the place of the last part.
    if [[ "$word" == *[:=]* ]]; then
        cut="${word%"${word##*[:=]}"}"
    fi
    local reply
    COMPREPLY=()
    while IFS= read -r reply; do
        COMPREPLY+=("${reply#"$cut"}")
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == *[:=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o default -F _gridflow gridflow
