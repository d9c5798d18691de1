using GridFlow.Control.CommandLine;

namespace GridFlow.Control.Completion;

/// <summary>The scripts that let shells ask <see cref="Suggestions"/>.</summary>
internal static class CompletionScript
{
    /// <summary>How each shell loads its own.</summary>
    public const string HowToLoad =
        """
        bash:  source <(gridflow completion bash)        in ~/.bashrc
        zsh:   source <(gridflow completion zsh)         in ~/.zshrc, behind compinit
        fish:  gridflow completion fish | source         in ~/.config/fish/config.fish
        pwsh:  gridflow completion pwsh | Out-String | Invoke-Expression    in $PROFILE
        """;

    /// <summary>Shells there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell)
    {
        using var stream = typeof(CompletionScript).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Prints the script of a shell.</summary>
    public static async Task<int> PrintAsync(string shell, TextWriter output)
    {
        await output.WriteAsync(Of(shell));
        return ExitCode.Done;
    }
}
