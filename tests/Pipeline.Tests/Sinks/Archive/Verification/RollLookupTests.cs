using GridFlow.Readings;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.TestKit;

namespace GridFlow.Sinks.Archive.Verification;

public sealed class RollLookupTests : IDisposable
{
    private const long Midnight = 1_767_225_600_000;
    private const long DayMs = 86_400_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-rolls-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, 40, "0 10 20 30")]
    [InlineData(10, 30, "0 10 20")] // The roll before tells that nothing of it reaches in.
    [InlineData(15, 16, "0 10")]
    [InlineData(19, 20, "0 10")]
    [InlineData(35, 36, "20 30")]
    [InlineData(40, 90, "30")]
    public async Task FilesAsync_Range_FindsTheRollsThatReachIntoIt(long from, long to, string rolls)
    {
        var lookup = await ArchiveAsync();
        var files = await lookup.FilesAsync(0, from, to, Stop);
        Assert.Equal(rolls, string.Join(' ', files.Select(file => file.Info!.RollFrom).Distinct()));
        // Complete, whichever of their days lie in the range.
        Assert.All(ArchiveAudit.Rolls(files).Where(roll => roll.From < to && roll.To > from), roll => Assert.True(roll.IsComplete));
    }

    [Fact]
    public async Task FilesAsync_OtherPartition_HasNone() => Assert.Empty(await (await ArchiveAsync()).FilesAsync(1, 0, 100, Stop));

    [Fact]
    public async Task OffsetsAsync_File_TellsEveryRow()
    {
        var lookup = await ArchiveAsync();
        var seen = new List<long>();
        foreach (var file in await lookup.FilesAsync(0, 0, 40, Stop))
        {
            Assert.Null(await lookup.OffsetsAsync(file, seen.Add, Stop));
        }

        Assert.Equal(Enumerable.Range(0, 40).Select(n => (long)n), seen.Order());
    }

    [Fact]
    public async Task OffsetsAsync_RemovedMeanwhile_SaysSo()
    {
        var lookup = await ArchiveAsync();
        var file = (await lookup.FilesAsync(0, 0, 10, Stop))[0];
        File.Delete(Path.Combine(_folder, "archive", file.Name.ToString()));
        Assert.Equal("it was removed meanwhile", await lookup.OffsetsAsync(file, _ => { }, Stop));
    }

    // Rolls of ten offsets; the second half of each is of the next day.
    private async Task<RollLookup> ArchiveAsync()
    {
        using var target = new DirectoryArchiveTarget(Path.Combine(_folder, "archive"), TimeProvider.System);
        for (var from = 0L; from < 40; from += 10)
        {
            var rows = Enumerable.Range(0, 10).Select(n => new ArchivedRow(from + n, new SensorReading("M", Midnight + (n / 5 * DayMs) + from + n, 230, 5, 20, MeterStatus.Ok, null))).ToList();
            foreach (var file in await ArchiveSample.RollAsync(_folder, 0, from, from + 10, rows))
            {
                await target.PutAsync(file, Stop);
            }
        }

        var lookup = new RollLookup(new DirectoryArchiveTarget(Path.Combine(_folder, "archive"), TimeProvider.System), ArchiveSample.Topic);
        await lookup.ListAsync(Stop);
        return lookup;
    }
}
