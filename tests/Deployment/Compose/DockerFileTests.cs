using System.Text.Json;
using Xunit;

namespace GridFlow.Deployment.Compose;

public sealed class DockerFileTests
{
    [Theory]
    [InlineData("Control", "aspnet", "gridflow")]
    [InlineData("Generator", "runtime", "gridflow-generator")]
    public void FinalImage_Always_IsChiselledAndRunsNothingAsRoot(string project, string image, string program)
    {
        var file = DockerFile.Of(project);

        Assert.Equal([$"mcr.microsoft.com/dotnet/{image}:${{DOTNET}}-noble-chiseled"], file.Said("FROM"));
        Assert.Equal(["1654"], file.Said("USER"));
        // There is no shell that could run one.
        Assert.Empty(file.Said("RUN"));
        Assert.All(file.Said("ENTRYPOINT").Concat(file.Said("CMD")), command => Assert.StartsWith("[", command, StringComparison.Ordinal));
        Assert.Contains($"CMD [\"/app/{program}\"", Assert.Single(file.Said("HEALTHCHECK")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CMD")]
    [InlineData("HEALTHCHECK")]
    public void CommandsOfGridFlow_Always_AreOnesThatItKnows(string word)
    {
        var said = Assert.Single(DockerFile.Of("Control").Said(word));
        var command = JsonSerializer.Deserialize<string[]>(said[said.IndexOf('[', StringComparison.Ordinal)..])!;

        Assert.Empty(GridFlowCommandLine.Faults(command.Where(part => part != "/app/gridflow")));
    }

    [Theory]
    [InlineData("Control")]
    [InlineData("Generator")]
    public void ProjectFiles_ThatAreCopiedFirst_AreAllThatTheProjectNeeds(string project)
    {
        var copied = DockerFile.Of(project).Instructions.Where(instruction => instruction.Word == "COPY" && instruction.Text.Contains(".csproj ", StringComparison.Ordinal)).Select(instruction => instruction.Text.Split(' ')[0]);

        Assert.Equal(Needed($"src/{project}/{project}.csproj").Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Context_ByDockerignore_IsSmallAndHasWhatIsCopied()
    {
        var files = DockerContext.Files();
        var bytes = files.Sum(file => new FileInfo(RepositoryRoot.File(file)).Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"context: {files.Count} files, {bytes:N0} bytes");

        Assert.InRange(bytes, 100_000, 6_000_000);
        Assert.DoesNotContain(files, file => file.Contains("/bin/", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal) || file.Contains(".env", StringComparison.Ordinal));
        foreach (var source in new[] { "Control", "Generator" }.SelectMany(project => DockerFile.Of(project).Instructions).Where(instruction => instruction.Word == "COPY" && !instruction.Text.StartsWith("--", StringComparison.Ordinal))
            .SelectMany(instruction => instruction.Text.Split(' ').SkipLast(1)))
        {
            Assert.Contains(files, file => file == source || file.StartsWith(source + "/", StringComparison.Ordinal));
        }
    }

    private static HashSet<string> Needed(string project)
    {
        var needed = new HashSet<string> { project };
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(RepositoryRoot.Read(project), "ProjectReference Include=\"([^\"]*)\""))
        {
            var other = Path.GetRelativePath(RepositoryRoot.File("."), Path.GetFullPath(Path.Combine(Path.GetDirectoryName(RepositoryRoot.File(project))!, match.Groups[1].Value)));
            needed.UnionWith(Needed(other));
        }

        return needed;
    }
}
