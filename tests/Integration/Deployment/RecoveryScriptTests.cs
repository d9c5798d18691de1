using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Deployment;

public sealed class RecoveryScriptTests(RealServers servers)
{
    private static readonly string Script = Path.Combine(FindRoot(), "infra", "dr", "measure-recovery.sh");

    [Fact(Timeout = 180_000)]
    public async Task MeasureRecovery_OneKill_IsBackInTimeWithNothingMissing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a bash script");
        var setup = servers.Setup("recovery-script");

        var result = await Command.RunAsync(
            "bash",
            [
                Script, "--bootstrap", setup.Kafka, "--registry", setup.Registry, "--rounds", "1", "--rate", "2000", "--meters", "200",
                "--gridflow", ProgramPaths.GridFlow, "--generator", ProgramPaths.Generator,
            ]);

        Assert.True(result.ExitCode == 0, $"{result.All}");
        Assert.Contains("| RPO: records missing | 0 of ", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("| 0 of 0 |", result.Text, StringComparison.Ordinal);
        Assert.Matches(@"\| RTO, longest \| \d+\.\d\d s \| at most 60 s \|", result.Text);
    }

    [Theory]
    [InlineData("--rounds", "none")]
    [InlineData("--colour", "red")]
    [InlineData("--rounds", "1")]
    public async Task MeasureRecovery_WrongArguments_AreRefusedBeforeAnythingStarts(string option, string value)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a bash script");

        var result = await Command.RunAsync("bash", [Script, option, value]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("measure-recovery.sh: ", result.Error, StringComparison.Ordinal);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GridFlow.sln is not above the test's folder.");
        }

        return folder.FullName;
    }
}
