using System.Net;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using GridFlow.Control.CommandLine;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Operator;

/// <summary>What goes wrong between a command and an instance.</summary>
public sealed class OperatorCommandTests
{
    [Fact]
    public async Task RunAsync_NobodyListens_NamesAddressAndSettingAndExits1()
    {
        await using var bench = await OperatorBench.StartAsync();
        await bench.CloseAsync();

        Assert.All(
            await Task.WhenAll(bench.RunAsync("status"), bench.RunAsync("pause"), bench.RunAsync("anomalies", "--follow"), bench.RunAsync("anomalies"), bench.RunAsync("watch")),
            exitCode => Assert.Equal(ExitCode.Failed, exitCode));
        Assert.All([$"no gridflow answers at {bench.Address}", "refused", "from --address", "GRIDFLOW_Control__Address", "gridflow run"], part => Assert.Contains(part, bench.Error, StringComparison.Ordinal));
        Assert.Equal("", bench.Output);
    }

    [Fact]
    public async Task RunAsync_InvalidArgument_ShowsEveryFieldAndExits2()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => throw new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = "2 fields are wrong",
            Details =
            {
                Any.Pack(new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation { Field = "partitions[0]", Description = "99 is no partition" },
                        new BadRequest.Types.FieldViolation { Field = "reason", Description = "too long" },
                    },
                }),
            },
        }.ToRpcException();

        Assert.Equal(ExitCode.BadArguments, await bench.RunAsync("pause", "--partition", "99"));
        Assert.Equal("gridflow: 2 fields are wrong\n  partitions[0]: 99 is no partition\n  reason: too long\n", bench.Error);
    }

    [Fact]
    public async Task RunAsync_Unavailable_ShowsTheServersWordsAndWhenToTryAgain()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => throw new Google.Rpc.Status
        {
            Code = (int)Code.Unavailable, Message = "the control topic cannot be written", Details = { Any.Pack(new RetryInfo { RetryDelay = TimeSpan.FromSeconds(5).ToDuration() }) },
        }.ToRpcException();

        Assert.Equal(ExitCode.Failed, await bench.RunAsync("resume"));
        Assert.Equal("gridflow: the control topic cannot be written\n  Try again in 5 seconds.\n", bench.Error);
    }

    [Fact]
    public async Task RunAsync_NoAnswerInTime_NamesTheOption()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => new TaskCompletionSource<object>().Task;

        Assert.Equal(ExitCode.Failed, await bench.RunAsync("status", "--timeout", "300ms"));
        Assert.Contains("--timeout", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Unimplemented_SaysThatItIsAnotherVersion()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => throw new RpcException(new Grpc.Core.Status(StatusCode.Unimplemented, ""));

        Assert.Equal(ExitCode.Failed, await bench.RunAsync("audit"));
        Assert.Contains("another version", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CtrlCWhileWaiting_Exits130()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => new TaskCompletionSource<object>().Task;

        var running = bench.RunAsync("status");
        await TestKit.Eventually.TrueAsync(() => !bench.Plane.Requests.IsEmpty, "a request");
        bench.Stop();
        Assert.Equal(ExitCode.Interrupted, await running);
    }

    [Fact]
    public async Task RunAsync_HttpsToAPortWithoutTls_SaysSo()
    {
        await using var bench = await OperatorBench.StartAsync();

        Assert.Equal(ExitCode.Failed, await bench.RunAsync("status", "--address", bench.Address.Replace("http:", "https:", StringComparison.Ordinal)));
        Assert.Contains("TLS is not accepted", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PortOfSomethingElse_SaysWhatToCheck()
    {
        await using var bench = await OperatorBench.StartAsync();
        using var other = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var accepting = other.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var running = bench.RunAsync("status", "--address", $"http://{other.LocalEndpoint}");
        (await accepting).Dispose();

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Contains("is this its gRPC port", bench.Error, StringComparison.Ordinal);
    }
}
