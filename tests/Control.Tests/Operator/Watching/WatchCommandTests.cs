using GridFlow.Control.CommandLine;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Operator.Watching;

public sealed class WatchCommandTests
{
    [Fact]
    public async Task RunAsync_NoTerminal_WritesLinesAndCtrlCExits0()
    {
        await using var bench = await WatchedAsync();
        var running = bench.RunAsync("watch", "--interval", "250ms");
        await bench.SaysAsync("M-0001");
        await bench.SaysAsync("readings 10,002/s");
        bench.Stop();

        Assert.Equal(ExitCode.Done, await running);
        Assert.Contains("2026-11-24 12:00:00Z RUNNING readings 10,002/s · anomalies 1.3/s · dead letters 0/s · p50 17.2 ms  p99 39.5 ms  max 120 ms · lag 12", bench.Output, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(250), bench.Plane.Requests.OfType<StreamMetricsRequest>().Single().Interval.ToTimeSpan());
    }

    [Fact]
    public async Task RunAsync_Json_IsOneObjectALine()
    {
        await using var bench = await WatchedAsync();
        var running = bench.RunAsync("watch", "--json");
        await bench.SaysAsync("\"anomaly\"");
        await bench.SaysAsync("\"metrics\"");
        bench.Stop();

        Assert.Equal(ExitCode.Done, await running);
        Assert.Equal(["anomaly", "metrics"], bench.Json.Select(line => line.EnumerateObject().Single().Name).Distinct().Order());
        Assert.Contains(bench.Json, line => line.TryGetProperty("metrics", out var metrics) && metrics.GetProperty("lag_readings").GetInt64() == 12);
    }

    [Fact]
    public async Task RunAsync_Terminal_DrawsFramesAndCtrlCExits0()
    {
        await using var bench = await WatchedAsync();
        var running = bench.RunAsync(interactive: true, 100, "watch");
        await bench.SaysAsync("M-0001");
        bench.Stop();

        Assert.Equal(ExitCode.Done, await running);
        Assert.Contains("last anomalies", bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MetricsUnknownToTheInstance_Exits1AndSaysWhy()
    {
        await using var bench = await WatchedAsync();
        bench.Plane.Metrics = (_, _, _) => throw new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.Unimplemented, ""));

        Assert.Equal(ExitCode.Failed, await bench.RunAsync("watch"));
        Assert.Contains("another version", bench.Error, StringComparison.Ordinal);
    }

    private static async Task<OperatorBench> WatchedAsync()
    {
        var bench = await OperatorBench.StartAsync();
        bench.Plane.Metrics = async (_, stream, end) =>
        {
            await stream.WriteAsync(Samples.Metrics(), end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        };
        bench.Plane.Anomalies = async (_, stream, end) =>
        {
            await stream.WriteAsync(Samples.Event(1), end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        };
        return bench;
    }
}
