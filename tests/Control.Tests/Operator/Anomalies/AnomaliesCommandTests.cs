using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using GridFlow.Control.CommandLine;
using GridFlow.TestKit;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Operator.Anomalies;

public sealed class AnomaliesCommandTests
{
    [Fact]
    public async Task RunAsync_WithoutFollow_ReadsFromSinceToTheEndAndEnds()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = Topic(10);

        Assert.Equal(ExitCode.Done, await bench.RunAsync("anomalies", "--since", "2026-11-24T12:00:00Z"));
        Golden.Equal("anomalies", bench.Output);
        Assert.Equal("gridflow: 10 anomalies of WARNING and above since 2026-11-24 12:00:00Z\ngridflow: go on from here with: gridflow anomalies --follow --resume-token t10\n", bench.Error);
        var request = Assert.IsType<SubscribeAnomaliesRequest>(bench.Plane.Requests.Last());
        Assert.Equal(("t10", Severity.Warning, Samples.Now.ToTimestamp()), (request.UntilToken, request.MinSeverity, request.Since));
    }

    [Fact]
    public async Task RunAsync_Filters_AreAskedFor()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = Topic(1);

        Assert.Equal(ExitCode.Done, await bench.RunAsync(
            "anomalies", "--min-severity", "error", "--type", "voltage-deviation", "--type", "EQUIPMENT_FAILURE", "--meter", "M-04*", "--feeder", "F-1", "--resume-token", "t0", "--json"));
        var request = Assert.IsType<SubscribeAnomaliesRequest>(bench.Plane.Requests.Last());
        Assert.Equal((Severity.Error, "t0", null), (request.MinSeverity, request.ResumeToken, request.Since));
        Assert.Equal([AnomalyType.VoltageDeviation, AnomalyType.EquipmentFailure], request.Types_);
        Assert.Equal(["M-04*", "F-1"], request.MeterIds.Concat(request.FeederIds));
        Assert.Equal("M-0001", Assert.Single(bench.Json).GetProperty("anomaly").GetProperty("reading").GetProperty("meter_id").GetString());
    }

    [Fact]
    public async Task RunAsync_Limit_EndsThere()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = Topic(10);

        Assert.Equal(ExitCode.Done, await bench.RunAsync("anomalies", "--limit", "3", "--json"));
        Assert.Equal(3, bench.Json.Count);
        Assert.Contains("--resume-token t3", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TokenIsRefused_IsNotToldToGoOnWithIt()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = (_, _, _) => throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "resume_token: not one of ours"));

        Assert.Equal(ExitCode.BadArguments, await bench.RunAsync("anomalies", "--follow", "--resume-token", "garbage"));
        Assert.Equal("gridflow: resume_token: not one of ours\n", bench.Error);
    }

    // 32 is a broken pipe, what head leaves behind; 28 a full disk.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_ReaderOfTheOutputEnds_EndsQuietlyWith0(bool json)
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = OneAndSilence;
        bench.FailOutput(new IOException("Broken pipe", 32));

        Assert.Equal(ExitCode.Done, await bench.RunAsync(json ? ["anomalies", "--follow", "--since", "1h", "--json"] : ["anomalies", "--follow", "--since", "1h"]));
        Assert.Empty(bench.Error);
    }

    [Fact]
    public async Task RunAsync_DiskOfTheOutputIsFull_Fails()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = OneAndSilence;
        bench.FailOutput(new IOException("No space left on device", 28));

        await Assert.ThrowsAsync<IOException>(() => bench.RunAsync("anomalies", "--follow", "--since", "1h"));
    }

    [Fact]
    public async Task RunAsync_InstanceWithoutTokens_SaysSoInsteadOfListeningForEver()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = async (_, stream, end) =>
        {
            await stream.WriteAsync(new SubscribeAnomaliesResponse { Anomaly = new Anomaly() }, end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        };

        var error = await Assert.ThrowsAsync<Startup.StartupFailedException>(() => bench.RunAsync("anomalies"));
        Assert.Contains("earlier version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_InstanceThatWaitsForItsKafka_WaitsForThePlace()
    {
        await using var bench = await OperatorBench.StartAsync();
        var topic = Topic(2);
        bench.Plane.Anomalies = async (request, stream, end) =>
        {
            if (request.UntilToken.Length == 0)
            {
                await stream.WriteAsync(Samples.Beat(""), end);
            }

            await topic(request, stream, end);
        };

        Assert.Equal(ExitCode.Done, await bench.RunAsync("anomalies", "--json"));
        Assert.Equal(2, bench.Json.Count);
    }

    [Fact]
    public async Task Follow_CtrlC_Exits0()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = async (request, stream, end) =>
        {
            await stream.WriteAsync(Samples.Event(1), end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        };

        var running = bench.RunAsync("anomalies", "--follow");
        await bench.SaysAsync("M-0001");
        bench.Stop();
        Assert.Equal(ExitCode.Done, await running);
        Assert.Null(bench.Plane.Requests.Cast<SubscribeAnomaliesRequest>().Single().Since);
    }

    [Fact]
    public async Task Follow_ConnectionLostAgainAndAgain_GoesOnBehindTheLastTokenAndSaysSo()
    {
        await using var bench = await OperatorBench.StartAsync();
        var connections = 0;
        bench.Plane.Anomalies = async (request, stream, end) =>
        {
            var connection = Interlocked.Increment(ref connections);
            var first = request.ResumeToken.Length == 0 ? 1 : Number(request.ResumeToken) + 1;
            foreach (var i in Enumerable.Range(first, 2))
            {
                await stream.WriteAsync(Samples.Event(i), end);
            }

            if (connection % 2 == 0)
            {
                throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "stopping"));
            }
        };

        Assert.Equal(ExitCode.Done, await bench.RunAsync("anomalies", "--follow", "--limit", "7", "--json"));
        Assert.Equal(Enumerable.Range(1, 7), bench.Json.Select(line => line.GetProperty("anomaly").GetProperty("anomaly_offset").GetInt32()));
        Assert.All(["has ended the stream", "lost (stopping)", "connected again"], part => Assert.Contains(part, bench.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Follow_InstanceKilledAndStartedAgain_GoesOn()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = async (request, stream, end) =>
        {
            await stream.WriteAsync(Samples.Event(request.ResumeToken.Length == 0 ? 1 : Number(request.ResumeToken) + 1), end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        };
        var running = bench.RunAsync("anomalies", "--follow", "--limit", "2", "--json");
        await bench.SaysAsync("M-0001");

        var port = await bench.CloseAsync();
        await Eventually.TrueAsync(() => bench.Error.Contains("trying again", StringComparison.Ordinal) || bench.Error.Contains("connecting again", StringComparison.Ordinal), "a note");
        await bench.ServeAsync(port);

        Assert.Equal(ExitCode.Done, await running.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken));
        Assert.Equal([1, 2], bench.Json.Select(line => line.GetProperty("anomaly").GetProperty("anomaly_offset").GetInt32()));
    }

    [Fact]
    public async Task Follow_LostBeforeAnythingCame_AsksForWhatCameSinceTheStart()
    {
        await using var bench = await OperatorBench.StartAsync();
        var connections = 0;
        bench.Plane.Anomalies = async (request, stream, end) =>
        {
            if (Interlocked.Increment(ref connections) == 2)
            {
                await stream.WriteAsync(Samples.Event(1), end);
            }
        };
        var began = TimeProvider.System.GetUtcNow();

        await bench.RunAsync("anomalies", "--follow", "--limit", "1");
        var requests = bench.Plane.Requests.Cast<SubscribeAnomaliesRequest>().ToList();
        Assert.Null(requests[0].Since);
        Assert.InRange(requests[1].Since.ToDateTimeOffset(), began, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Follow_Gap_IsShownAndFetchedInItsPlace()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = async (request, stream, end) =>
        {
            if (request.UntilToken.Length > 0)
            {
                foreach (var i in Enumerable.Range(Number(request.ResumeToken) + 1, Number(request.UntilToken) - Number(request.ResumeToken)))
                {
                    await stream.WriteAsync(Samples.Event(i), end);
                }

                return;
            }

            await stream.WriteAsync(Samples.Event(1), end);
            await stream.WriteAsync(new SubscribeAnomaliesResponse { Gap = new Gap { Missed = 3, FromToken = "t1", UntilToken = "t4", FirstDetectedAt = Samples.Now.ToTimestamp(), LastDetectedAt = Samples.Now.ToTimestamp() } }, end);
            await stream.WriteAsync(new SubscribeAnomaliesResponse { Gap = new Gap { Missed = 2, Lost = true } }, end);
            await stream.WriteAsync(Samples.Event(5), end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        };

        Assert.Equal(ExitCode.Done, await bench.RunAsync("anomalies", "--follow", "--limit", "5", "--meter", "M-*"));
        Golden.Equal("anomalies-gap", bench.Output);
        Assert.Equal("M-*", bench.Plane.Requests.Cast<SubscribeAnomaliesRequest>().Last().MeterIds.Single());
    }

    [Fact]
    public async Task Follow_TokenRefused_EndsWithExit2()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Anomalies = (_, _, _) => throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "resume_token: is none"));

        Assert.Equal(ExitCode.BadArguments, await bench.RunAsync("anomalies", "--follow", "--resume-token", "x"));
        Assert.StartsWith("gridflow: resume_token: is none", bench.Error[bench.Error.IndexOf("gridflow: resume_token", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    // A topic of so many anomalies; whoever asks without a place gets a heartbeat from its end.
    private static Func<SubscribeAnomaliesRequest, IServerStreamWriter<SubscribeAnomaliesResponse>, CancellationToken, Task> Topic(int count) => async (request, stream, end) =>
    {
        if (request.UntilToken.Length == 0)
        {
            await stream.WriteAsync(Samples.Beat($"t{count}"), end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        }

        var first = request.ResumeToken.Length == 0 ? 1 : Number(request.ResumeToken) + 1;
        for (var i = first; i <= Number(request.UntilToken); i++)
        {
            await stream.WriteAsync(Samples.Event(i), end);
        }
    };

    private static async Task OneAndSilence(SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> stream, CancellationToken end)
    {
        await stream.WriteAsync(Samples.Event(1), end);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
    }

    private static int Number(string token) => int.Parse(token.AsSpan(1), CultureInfo.InvariantCulture);
}
