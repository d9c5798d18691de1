using System.Text.Json.Nodes;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Grpc.Core;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>Calls a running instance with grpcurl, which knows of the service only what reflection tells it, and remembers what was called.</summary>
internal sealed class GrpcurlClient(ServerKit kit, string address)
{
    // grpcurl exits with this and the gRPC status.
    private const int FirstStatus = 64;

    /// <summary>Who the calls are made by.</summary>
    public const string User = "alice@control-room-3";

    /// <summary>Calls that were answered.</summary>
    public HashSet<string> Answered { get; } = [];

    /// <summary>Makes a call that is to succeed.</summary>
    public async Task<JsonNode> CallAsync(string call, string request = "{}")
    {
        var result = (await RunAsync(call, request, "30")).Succeeded();
        Answered.Add(call);
        return JsonNode.Parse(result.Text)!;
    }

    /// <summary>Makes a call that is to fail; returns what is said then.</summary>
    public async Task<string> FailAsync(string call, string request, StatusCode expected)
    {
        var result = await RunAsync(call, request, "30");
        Assert.True(result.ExitCode == FirstStatus + (int)expected, $"{call} {request}: exit code {result.ExitCode}: {result.All}");
        return result.All;
    }

    /// <summary>Listens to a stream for some seconds; returns what came.</summary>
    public async Task<string> ListenAsync(string call, string request, int seconds)
    {
        var result = await RunAsync(call, request, $"{seconds}");
        Assert.True(result.ExitCode == FirstStatus + (int)StatusCode.DeadlineExceeded, $"{call} {request}: exit code {result.ExitCode}: {result.All}");
        Answered.Add(call);
        return result.Text;
    }

    private Task<CommandResult> RunAsync(string call, string request, string seconds) =>
        kit.GrpcurlAsync("-max-time", seconds, "-H", $"gridflow-user: {User}", "-d", request, address, $"gridflow.v1.PipelineControl/{call}");
}
