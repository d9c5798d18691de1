namespace GridFlow.Pipeline.Tests.Sinks.Archive;

public sealed class SpoolFolderTests : IDisposable
{
    private readonly SpoolSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Rolls_AfterRestart_AreThereInOrder()
    {
        var second = _sample.Roll(100, 250, files: 2);
        var first = _sample.Roll(7, 100);
        _sample.Roll(0, 5, partition: 3);
        var bytes = _sample.Spool.Bytes;

        var spool = _sample.Open();

        Assert.Equivalent(new[] { first, second }, spool.Rolls(0), strict: true);
        Assert.Equal([0, 3], spool.Partitions.Order());
        Assert.Empty(spool.Rolls(1));
        Assert.True(bytes > 0);
        // The lists of files are counted only by the next life.
        Assert.True(spool.Bytes >= bytes);
    }

    [Fact]
    public void Open_UnfinishedOfADeadProcess_IsRemoved()
    {
        var left = _sample.Spool.Open(0, 5, epoch: 9);
        File.WriteAllText(Path.Combine(left, "2026-01-01.parquet"), "half");

        Assert.Empty(_sample.Open().Rolls(0));
        Assert.False(Directory.Exists(left));
    }

    [Theory]
    [InlineData("2026-01-01.parquet", "shorter")]
    [InlineData("2026-01-01.parquet", null)]
    [InlineData("roll.json", null)]
    [InlineData("roll.json", "[]")]
    [InlineData("roll.json", "{")]
    public void Rolls_Damaged_AreRemoved(string file, string? content)
    {
        var roll = _sample.Roll(0, 10);
        var path = Path.Combine(roll.Folder, file);
        if (content is null)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, content);
        }

        Assert.Empty(_sample.Open().Rolls(0));
        Assert.False(Directory.Exists(roll.Folder));
    }

    [Fact]
    public void RemoveUpTo_Offset_KeepsWhatEndsBehindIt()
    {
        _sample.Roll(0, 10);
        _sample.Roll(10, 20);
        var kept = _sample.Roll(20, 31);

        _sample.Spool.RemoveUpTo(0, 30);

        Assert.Equivalent(new[] { kept }, _sample.Spool.Rolls(0), strict: true);
        Assert.Equal(kept.Bytes, _sample.Spool.SealedBytes);
    }

    [Fact]
    public void Seal_SameRangeAgain_ReplacesIt()
    {
        _sample.Roll(0, 10);
        var again = _sample.Roll(0, 10, files: 2);
        Assert.Equivalent(new[] { again }, _sample.Spool.Rolls(0), strict: true);
    }
}
