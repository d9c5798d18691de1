using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Generator;

public sealed class HealthCommandTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly FakeTimeProvider _time = new(Start);
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private string FilePath => Path.Combine(_folder.FullName, "health.json");

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Health_DeliveredLately_ExitsWith0()
    {
        Write(Start);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(ExitCodes.Done, await Invoke("--file", FilePath));
        Assert.Equal("9 readings acknowledged, the last one 30.0 s ago; allowed are 30 s (--within)\n", _output.ToString());
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Health_DeliveredLongAgo_ExitsWith1AndSaysWhen()
    {
        Write(Start);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(ExitCodes.Failed, await Invoke("--file", FilePath, "--within", "5s"));
        Assert.Equal("gridflow-generator: 9 readings acknowledged, the last one 30.0 s ago; allowed are 5 s (--within)\n", _error.ToString());
    }

    [Fact]
    public async Task Health_NothingDelivered_ExitsWith1()
    {
        Write(acknowledgedAt: null);

        Assert.Equal(ExitCodes.Failed, await Invoke("--file", FilePath));
        Assert.Contains("no reading has been acknowledged", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_NoFile_ExitsWith1AndNamesTheOption()
    {
        Assert.Equal(ExitCodes.Failed, await Invoke("--file", FilePath));
        Assert.Contains($"there is no file {FilePath}: no generator has been started with --health-file", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OtherFile_ExitsWith1()
    {
        await File.WriteAllTextAsync(FilePath, "labels", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Failed, await Invoke("--file", FilePath));
        Assert.Contains("is not what --health-file writes", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_Folder_ExitsWith1() => Assert.Equal(ExitCodes.Failed, await Invoke("--file", _folder.FullName));

    private void Write(DateTimeOffset? acknowledgedAt) =>
        File.WriteAllText(FilePath, new DeliveryHealth { StartedAt = Start, Acknowledged = 9, AcknowledgedAt = acknowledgedAt }.ToJson());

    private Task<int> Invoke(params string[] args) => CommandLine.InvokeAsync(
        ["health", .. args],
        _output,
        _error,
        _time,
        (_, _) => throw new InvalidOperationException("health starts no run"),
        TestContext.Current.CancellationToken);
}
