using System.Text.Json;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Startup;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.TestKit;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Archive;

public sealed class ArchiveCommandTests : IDisposable
{
    private const long Midnight = 1_767_225_600_000;
    private const long HourMs = 3_600_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-archive-").FullName;
    private readonly StringWriter _output = new();
    private readonly List<ArchiveFile> _files = [];

    private string Root => Path.Combine(_folder, "archive");

    public void Dispose()
    {
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Verify_WholeArchive_IsDone()
    {
        await PutAsync();
        Assert.Equal(ExitCode.Done, await RunAsync());
        Assert.All(
            ["sensor-readings/0", "sensor-readings/1", "2026-01-01", "2026-01-02", "nothing is missing, double or damaged", "6 files, 110 rows"],
            part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_Deep_ReadsAllRows()
    {
        await PutAsync();
        Assert.Equal(ExitCode.Done, await RunAsync(deep: true));
        Assert.Contains("every row's offset and time was read", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Json_IsOneObject()
    {
        await PutAsync();
        Assert.Equal(ExitCode.Done, await RunAsync(json: true));
        var json = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal((true, 6, 110), (json.GetProperty("ok").GetBoolean(), json.GetProperty("files").GetInt32(), json.GetProperty("rows").GetInt64()));
        var partition = json.GetProperty("partitions")[0];
        Assert.Equal((0, 100, 3, 2, 18), (
            partition.GetProperty("from").GetInt64(), partition.GetProperty("to").GetInt64(), partition.GetProperty("rolls").GetInt32(),
            partition.GetProperty("rejected").GetInt64(), partition.GetProperty("other_offsets").GetInt64()));
        Assert.Equal("2026-01-01", json.GetProperty("days")[0].GetProperty("day").GetString());
    }

    [Theory]
    [InlineData(0, "missing_files", "has 1 of 2 files")]
    [InlineData(2, "gap", "offsets 40 to 60 are in no roll")]
    public async Task Verify_FileRemoved_SaysWhichOffsets(int index, string kind, string text)
    {
        await PutAsync();
        File.Delete(Path.Combine(Root, _files[index].Name));
        await FoundAsync(kind, text);
    }

    [Fact]
    public async Task Verify_FileCut_SaysWhich()
    {
        await PutAsync();
        Change(_files[2], bytes => bytes[..^20]);
        await FoundAsync("unreadable", "it has no end", _files[2].Name);
    }

    [Fact]
    public async Task Verify_FileOfAnotherName_SaysWhich()
    {
        await PutAsync();
        File.Copy(Path.Combine(Root, _files[0].Name), Path.Combine(Root, _files[0].Name.Replace("-00000-", "-00007-", StringComparison.Ordinal)));
        await FoundAsync("contradiction", "its footer says topic sensor-readings, partition 0");
    }

    [Fact]
    public async Task Verify_RollsThatOverlap_SaysWhichOffsets()
    {
        await PutAsync();
        await StoreAsync(await ArchiveSample.RollAsync(_folder, 0, 90, 120, Rows(0, 91, 5, Midnight)));
        await FoundAsync("overlap", "offsets 90 to 100 are in two rolls");
    }

    [Fact]
    public async Task Verify_PageChanged_IsFoundByDeepOnly()
    {
        await PutAsync();
        var offsets = _files[^1];
        // The last column's page ends where the footer begins.
        Change(offsets, bytes =>
        {
            var footer = BitConverter.ToInt32(bytes, bytes.Length - 8);
            bytes[bytes.Length - 8 - footer - 3] ^= 0xFF;
            return bytes;
        });
        Assert.Equal(ExitCode.Done, await RunAsync());
        Assert.Equal(ExitCode.Failed, await RunAsync(deep: true));
        Assert.Contains(offsets.Name, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_DayThatSharesRollsWithAnother_IsComplete()
    {
        await PutAsync();
        var day = new DateOnly(2026, 1, 2);
        Assert.Equal(ExitCode.Done, await RunAsync(from: day, to: day));
        Assert.DoesNotContain("2026-01-01", _output.ToString(), StringComparison.Ordinal);

        // The other day's file of the same roll: this day's roll is no longer complete.
        File.Delete(Path.Combine(Root, _files[0].Name));
        Assert.Equal(ExitCode.Failed, await RunAsync(from: day, to: day));
        Assert.Contains("has 1 of 2 files", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Filters_TakeWhatFits()
    {
        await PutAsync();
        File.Delete(Path.Combine(Root, _files[2].Name));
        Assert.Equal(ExitCode.Done, await RunAsync(partition: 1));
        Assert.Equal(ExitCode.Failed, await RunAsync(partition: 0));
        Assert.Equal(ExitCode.Failed, await RunAsync(topic: "other"));
        Assert.Contains("No files that fit", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ForeignFile_IsNamedAndNoFault()
    {
        await PutAsync();
        await File.WriteAllTextAsync(Path.Combine(Root, "readings", "notes.txt"), "", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, await RunAsync());
        Assert.Contains("readings/notes.txt", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_NoArchive_SaysWhatToSet()
    {
        var off = await Assert.ThrowsAsync<StartupFailedException>(() => RunAsync(new ArchiveOptions()));
        Assert.Contains("--Archive:Target=", off.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<StartupFailedException>(() => RunAsync());
        Assert.Contains("--Archive:Directory=", missing.Message, StringComparison.Ordinal);
    }

    private static List<ArchivedRow> Rows(int partition, long first, int count, long timeMs) =>
        [.. Enumerable.Range(0, count).Select(n => new ArchivedRow(first + n, new SensorReading($"M-{n % 7}", timeMs + n, 230, 5, 20, MeterStatus.Ok, "F-1"), partition))];

    private async Task PutAsync()
    {
        await StoreAsync(await ArchiveSample.RollAsync(_folder, 0, 0, 40, [.. Rows(0, 0, 20, Midnight), .. Rows(0, 20, 18, Midnight + (24 * HourMs))], rejected: 2));
        await StoreAsync(await ArchiveSample.RollAsync(_folder, 0, 40, 60, Rows(0, 41, 12, Midnight + (25 * HourMs))));
        await StoreAsync(await ArchiveSample.RollAsync(_folder, 0, 60, 100, Rows(0, 60, 30, Midnight + (26 * HourMs))));
        await StoreAsync(await ArchiveSample.RollAsync(_folder, 1, 500, 530, [.. Rows(1, 500, 15, Midnight), .. Rows(1, 515, 15, Midnight + (24 * HourMs))]));
    }

    private async Task StoreAsync(List<ArchiveFile> files)
    {
        using var target = new DirectoryArchiveTarget(Root, TimeProvider.System);
        foreach (var file in files)
        {
            await target.PutAsync(file, CancellationToken.None);
        }

        _files.AddRange(files);
    }

    private void Change(ArchiveFile file, Func<byte[], byte[]> change)
    {
        var path = Path.Combine(Root, file.Name);
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
    }

    private async Task FoundAsync(string kind, string text, string? file = null)
    {
        Assert.Equal(ExitCode.Failed, await RunAsync(json: true));
        var json = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.False(json.GetProperty("ok").GetBoolean());
        Assert.Contains(json.GetProperty("findings").EnumerateArray(), finding =>
            finding.GetProperty("kind").GetString() == kind
            && finding.GetProperty("text").GetString()!.Contains(text, StringComparison.Ordinal)
            && (file is null || finding.GetProperty("file").GetString() == file));
        Assert.Equal(ExitCode.Failed, await RunAsync());
        Assert.Contains(text, _output.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(bool json = false, bool deep = false, string? topic = null, int? partition = null, DateOnly? from = null, DateOnly? to = null) =>
        RunAsync(new ArchiveOptions { Target = ArchiveTargetKind.Directory, Directory = Root }, new ArchiveArguments(topic, partition, from, to, deep, json));

    private Task<int> RunAsync(ArchiveOptions options, ArchiveArguments? arguments = null)
    {
        _output.GetStringBuilder().Clear();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 240;
        return ArchiveCommand.RunAsync(
            arguments ?? new ArchiveArguments(null, null, null, null, false, false), options, console, TextWriter.Null, new FakeTimeProvider(), TestContext.Current.CancellationToken);
    }
}
