using System.Diagnostics;
using Xunit;

namespace GridFlow.Control.Completion;

/// <summary>The script of bash in bash, with the program itself behind it.</summary>
public sealed class CompletionScriptTests : IDisposable
{
    private const string Bash = "/bin/bash";

    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-completion-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_EveryShell_IsAScriptThatAsksTheProgram() =>
        Assert.All(CompletionScript.Shells, shell => Assert.Contains("[suggest:", CompletionScript.Of(shell), StringComparison.Ordinal));

    [Fact]
    public async Task Bash_CommandOptionValueAndSetting_AreCompleted()
    {
        Assert.SkipUnless(File.Exists(Bash), $"needs {Bash}");
        await File.WriteAllTextAsync(Path.Combine(_folder, "script"), CompletionScript.Of("bash"), TestContext.Current.CancellationToken);
        var program = Path.Combine(_folder, "gridflow");
        await File.WriteAllTextAsync(program, $"#!{Bash}\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "gridflow.dll")}' \"$@\"\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // As bash itself calls it, with the words split at its own word breaks.
        var replies = await RunAsync(
            """
            source ./script
            ask() { COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDS=(./gridflow); _gridflow; echo "${COMPREPLY[*]}"; }
            ask 'gridflow dl'
            ask 'gridflow dlq list --co'
            ask 'gridflow dlq list --code tru'
            ask 'gridflow run --Checkpoints:Delivery=ex'
            complete -p gridflow
            """);

        Assert.Equal(["dlq", "--code --config", "truncated", "exactly-once", "complete -o default -F _gridflow gridflow"], replies);
    }

    private async Task<string[]> RunAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo(Bash, ["--norc", "-c", script]) { WorkingDirectory = _folder, RedirectStandardOutput = true })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, bash.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
