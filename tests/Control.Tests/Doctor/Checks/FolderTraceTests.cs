using Xunit;

namespace GridFlow.Control.Doctor.Checks;

public sealed class FolderTraceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-trace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Dispose_FoldersMadeMeanwhile_AreTakenAwayAndOlderOnesStay()
    {
        var deep = Path.Combine(_folder, "a", "b", "c");
        using (new FolderTrace(deep))
        {
            Directory.CreateDirectory(deep);
        }

        Assert.True(Directory.Exists(_folder));
        Assert.False(Directory.Exists(Path.Combine(_folder, "a")));
    }

    [Fact]
    public void Dispose_FolderThatSomebodyUses_Stays()
    {
        var deep = Path.Combine(_folder, "a", "b");
        using (new FolderTrace(deep))
        {
            Directory.CreateDirectory(deep);
            File.WriteAllText(Path.Combine(_folder, "a", "file"), "");
        }

        Assert.False(Directory.Exists(deep));
        Assert.True(File.Exists(Path.Combine(_folder, "a", "file")));
    }
}
