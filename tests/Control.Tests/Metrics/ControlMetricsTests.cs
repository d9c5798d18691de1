using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.Control.Services;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Metrics;

public sealed partial class ControlMetricsTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scrape_CallTaken_IsThereBesideAllOtherCommands()
    {
        await using var instance = await TestInstance.StartAsync();
        Assert.Equal(["Pause", "Resume", "SetThreshold", "TriggerCheckpoint"], (await ReadAsync(instance)).Keys.Order(StringComparer.Ordinal));

        await instance.Client.PauseAsync(new PauseRequest { Partitions = { 1 } }, cancellationToken: Limit);

        Assert.True((await ReadAsync(instance))["Pause"] >= 1);
    }

    [Fact]
    public void Done_OneCommand_IsCountedUnderItsName()
    {
        using var recorder = new TestKit.InstrumentRecorder();
        using var metrics = recorder.Create(() => new ControlMetrics());
        metrics.Done("Resume");
        Assert.Equal(1, recorder.Values["gridflow_control_commands command=Resume"]);
    }

    private static async Task<Dictionary<string, double>> ReadAsync(TestInstance instance)
    {
        var scrape = await instance.Http.GetStringAsync(new Uri($"http://127.0.0.1:{instance.Settings.Telemetry.MetricsPort}/metrics"), Limit);
        // Instances of other tests of this process are in it too, and one that has just gone a last time by itself.
        return Series().Matches(scrape).GroupBy(match => match.Groups["command"].Value).ToDictionary(
            group => group.Key, group => group.Sum(match => double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex("""(?m)^gridflow_control_commands_total\{command="(?<command>\w+)"\} (?<value>\S+)""")]
    private static partial Regex Series();
}
