# Completion of gridflow for fish: gridflow completion fish | source
function __gridflow_complete
    set -l line (commandline -cp)
    gridflow "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c gridflow -f -a '(__gridflow_complete)'
