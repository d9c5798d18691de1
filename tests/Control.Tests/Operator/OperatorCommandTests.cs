using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Startup;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
            Code = (int)Code.Unavailable,
            Message = "the control topic cannot be written",
            Details = { Any.Pack(new RetryInfo { RetryDelay = TimeSpan.FromSeconds(5).ToDuration() }) },
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
    public async Task RunAsync_PortThatSpeaksHttp1_SaysWhatToCheck()
    {
        await using var bench = await OperatorBench.StartAsync();
        await bench.ServeAsync(await bench.CloseAsync(), HttpProtocols.Http1);

        Assert.Equal(ExitCode.Failed, await bench.RunAsync("status"));
        Assert.Contains("is this its gRPC port", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Tls_NeedsTheAuthorityThatSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=gridflow-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var (trusted, empty) = (Path.GetTempFileName(), Path.GetTempFileName());
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(Samples.Status());
        var port = await bench.CloseAsync();
        await bench.ServeAsync(port, HttpProtocols.Http2, certificate);
        var address = $"https://localhost:{port}";

        Assert.Equal(ExitCode.Failed, await bench.RunAsync("status", "--address", address));
        Assert.All(["not accepted", "--ca-cert"], part => Assert.Contains(part, bench.Error, StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, await bench.RunAsync("status", "--address", address, "--ca-cert", trusted));
        var error = await Assert.ThrowsAsync<StartupFailedException>(() => bench.RunAsync("status", "--address", address, "--ca-cert", empty));
        Assert.Contains("holds no PEM certificate", error.Message, StringComparison.Ordinal);
        File.Delete(trusted);
        File.Delete(empty);
    }
}
