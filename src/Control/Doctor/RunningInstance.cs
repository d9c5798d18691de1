using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace GridFlow.Control.Doctor;

/// <summary>Asks at the gRPC port of a configuration whether a gridflow is there, and which.</summary>
internal static class RunningInstance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether a gridflow has the port, in whatever state it is.</summary>
    public static async Task<bool> AnswersAsync(GridFlowSettings settings, TimeProvider time, CancellationToken stop) =>
        await AskAsync(
            settings, time, async (channel, options) => await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = PipelineControl.Descriptor.FullName }, options), stop) is not null;

    /// <summary>Its name; null when no gridflow says one.</summary>
    public static async Task<string?> IdAsync(GridFlowSettings settings, TimeProvider time, CancellationToken stop) =>
        (await AskAsync(settings, time, async (channel, options) => await new PipelineControl.PipelineControlClient(channel).GetStatusAsync(new GetStatusRequest(), options), stop))?.InstanceId;

    private static async Task<T?> AskAsync<T>(GridFlowSettings settings, TimeProvider time, Func<GrpcChannel, CallOptions, Task<T>> ask, CancellationToken stop)
        where T : class
    {
        if (settings.Control.GrpcPort == 0)
        {
            return null;
        }

        // Its certificate is for its clients to judge.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var channel = GrpcChannel.ForAddress(
            $"{(settings.Control.CertificatePath is null ? "http" : "https")}://{InstanceAddresses.Of(settings).Grpc}", new GrpcChannelOptions { HttpHandler = handler });
        try
        {
            return await ask(channel, new CallOptions(deadline: (time.GetUtcNow() + Patience).UtcDateTime, cancellationToken: stop));
        }
        catch (RpcException) when (!stop.IsCancellationRequested)
        {
            // Nobody, another program, or one that says nothing.
            return null;
        }
    }
}
