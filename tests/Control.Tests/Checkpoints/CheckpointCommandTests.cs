using System.IO.Hashing;
using System.Text.Json;
using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Format;
using GridFlow.Checkpoints.Stores;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Startup;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.Checkpoints;

public sealed class CheckpointCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-checkpoint-").FullName;
    private readonly StringWriter _output = new();
    private readonly FakeTimeProvider _time = new(Now);

    public void Dispose()
    {
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task List_Snapshots_AreNewestFirstWithWhatTheySayOfThemselves()
    {
        await PutAsync(partition: 3, offset: 100, age: TimeSpan.FromMinutes(5));
        await PutAsync(partition: 12, offset: 4_000, age: TimeSpan.FromSeconds(10));

        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.List));
        var text = _output.ToString();
        Assert.All(
            ["gridflow/sensor-readings", "4000", "1,234", "200.0 kB", "2026-11-24 11:59:50", "10 seconds", "5 minutes", "writer-1", "0.1.0", "2 in folder"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.True(text.IndexOf("4000", StringComparison.Ordinal) < text.IndexOf("11:55:00", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task List_Json_IsOneObject()
    {
        await PutAsync(partition: 3, offset: 100, age: TimeSpan.FromMinutes(5));

        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.List, json: true));
        var list = Json();
        var row = Assert.Single(list.GetProperty("checkpoints").EnumerateArray().ToList());
        Assert.Equal("gridflow/sensor-readings/00003/00000000000000000100.snapshot", row.GetProperty("name").GetString());
        Assert.Equal((3, 100, 1234, 200_000, 300d), (
            row.GetProperty("partition").GetInt32(), row.GetProperty("offset").GetInt64(), row.GetProperty("meters").GetInt64(),
            row.GetProperty("state_bytes").GetInt64(), row.GetProperty("age_seconds").GetDouble()));
        Assert.Contains(_folder, list.GetProperty("store").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Filters_TakeWhatFits()
    {
        await PutAsync(partition: 3, offset: 100);
        await PutAsync(partition: 4, offset: 200);
        await PutAsync(partition: 3, offset: 300, group: "other");

        await RunAsync(CheckpointTask.List, json: true, group: "gridflow", partition: 3);
        Assert.Equal([100L], Json().GetProperty("checkpoints").EnumerateArray().Select(row => row.GetProperty("offset").GetInt64()));
    }

    [Fact]
    public async Task List_TornFile_ShowsItAndTheOthers()
    {
        await PutAsync(partition: 3, offset: 100);
        await PutAsync(partition: 3, offset: 200);
        Damage(partition: 3, offset: 200, bytes => bytes[..^5]);

        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.List));
        Assert.Contains("has no end", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 in folder", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CheckpointTask.List)]
    [InlineData(CheckpointTask.Verify)]
    public async Task EmptyStore_SaysWhereItLooked(CheckpointTask task)
    {
        Assert.Equal(ExitCode.Done, await RunAsync(task));
        Assert.Contains($"No snapshots in folder {_folder}", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gridflow/sensor-readings/00003/00000000000000000100.snapshot")]
    [InlineData("gridflow/sensor-readings/3/100")]
    [InlineData("3/100")]
    public async Task Inspect_AnyFormOfTheName_ShowsHeaderFramesAndRatio(string name)
    {
        await PutAsync(partition: 3, offset: 100);

        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.Inspect, name));
        Assert.All(
            ["sensor-readings (topic-id)", "1,234", "settings-1", "frames", "2", "200.0 kB", "times smaller", "format 1", "every byte"],
            part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inspect_Json_HasTheHeader()
    {
        await PutAsync(partition: 3, offset: 100);

        await RunAsync(CheckpointTask.Inspect, "3/100", json: true);
        Assert.Equal((true, 2, 1234), (Json().GetProperty("ok").GetBoolean(), Json().GetProperty("frames").GetInt32(), Json().GetProperty("header").GetProperty("meters").GetInt32()));
    }

    [Fact]
    public async Task Inspect_NoneOrSeveral_SaysWhatToWrite()
    {
        await PutAsync(partition: 3, offset: 100);
        await PutAsync(partition: 3, offset: 100, group: "other");

        Assert.Contains("gridflow checkpoint list", (await Assert.ThrowsAsync<StartupFailedException>(() => RunAsync(CheckpointTask.Inspect, "3/101"))).Message, StringComparison.Ordinal);
        Assert.Contains("other/sensor-readings/3/100", (await Assert.ThrowsAsync<StartupFailedException>(() => RunAsync(CheckpointTask.Inspect, "3/100"))).Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.Inspect, "3/100", group: "other"));
    }

    [Fact]
    public async Task Verify_AllWhole_Exits0()
    {
        await PutAsync(partition: 3, offset: 100);
        await PutAsync(partition: 4, offset: 100);

        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.Verify));
        Assert.All(["1/2 ok", "2/2 ok", "none damaged"], part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_OneByteChanged_Exits1AndNamesFileAndByte()
    {
        await PutAsync(partition: 3, offset: 100);
        await PutAsync(partition: 4, offset: 100);
        Damage(partition: 4, offset: 100, bytes =>
        {
            bytes[^100] ^= 1;
            return bytes;
        });

        Assert.Equal(ExitCode.Failed, await RunAsync(CheckpointTask.Verify));
        Assert.All(["1/2 ok", "2/2 DAMAGED", "00004/00000000000000000100.snapshot is damaged at byte", "1 damaged"], part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));

        Assert.Equal(ExitCode.Failed, await RunAsync(CheckpointTask.Verify, json: true));
        Assert.Equal((2, 1), (Json().GetProperty("checked").GetInt32(), Json().GetProperty("damaged").GetInt32()));
        Assert.Equal(["ok", "damaged"], Json().GetProperty("checkpoints").EnumerateArray().Select(check => check.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task AllCommands_LaterFormat_SayThatItIsTooNewAndNotThatItIsDamaged()
    {
        await PutAsync(partition: 3, offset: 100);
        Damage(partition: 3, offset: 100, bytes =>
        {
            bytes[8] = 9;
            BitConverter.TryWriteBytes(bytes.AsSpan(16), XxHash3.HashToUInt64(bytes.AsSpan(0, 16)));
            return bytes;
        });

        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.List));
        Assert.Contains("has format 9", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await RunAsync(CheckpointTask.Verify));
        Assert.All(["1/1 too new", "none damaged"], part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));
        Assert.Contains("Upgrade", (await Assert.ThrowsAsync<StartupFailedException>(() => RunAsync(CheckpointTask.Inspect, "3/100"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_AwayOrNone_NamesItAndTheSetting()
    {
        var none = await Assert.ThrowsAsync<StartupFailedException>(() => RunAsync(CheckpointTask.List, options: new CheckpointsOptions { Store = "none" }));
        var away = await Assert.ThrowsAsync<StartupFailedException>(() => RunAsync(CheckpointTask.List, options: new CheckpointsOptions { Store = "s3://bucket/x", Endpoint = "http://127.0.0.1:1" }));

        Assert.Contains("http://127.0.0.1:1", away.Message, StringComparison.Ordinal);
        Assert.All([none, away], e => Assert.Contains("--Checkpoints:Store=", e.Message, StringComparison.Ordinal));
    }

    private Task<int> RunAsync(
        CheckpointTask task, string? name = null, bool json = false, string? group = null, int? partition = null, CheckpointsOptions? options = null)
    {
        _output.GetStringBuilder().Clear();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 160;
        return CheckpointCommand.RunAsync(
            new CheckpointArguments(task, name, group, null, partition, json), options ?? new CheckpointsOptions { Store = _folder }, console, _time, TestContext.Current.CancellationToken);
    }

    private JsonElement Json() => JsonDocument.Parse(_output.ToString()).RootElement;

    private async Task PutAsync(int partition, long offset, TimeSpan age = default, string group = "gridflow")
    {
        using var store = new DirectorySnapshotStore(_folder, _time);
        using var compressor = new FrameCompressor();
        using var encoder = new SnapshotEncoder(
            new SnapshotHeader(group, "sensor-readings", "topic-id", partition, offset, 1234, "settings-1", Now - age, "writer-1", "0.1.0"));
        encoder.Add(new byte[150_000], compressor);
        encoder.Add(new byte[50_000], compressor);
        encoder.Finish();
        await store.WriteAsync(new SnapshotName(group, "sensor-readings", partition, offset).ToString(), encoder.Content, CancellationToken.None);
    }

    private void Damage(int partition, long offset, Func<byte[], byte[]> damage)
    {
        var file = Path.Combine(_folder, new SnapshotName("gridflow", "sensor-readings", partition, offset).ToString());
        File.WriteAllBytes(file, damage(File.ReadAllBytes(file)));
    }
}
