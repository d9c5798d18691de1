using System.Globalization;
using GridFlow.Integration.Programs;

namespace GridFlow.Integration.Servers;

/// <summary>The kit of real servers: starts, breaks and ends them through its script.</summary>
public sealed class ServerKit
{
    private readonly string _folder;
    private readonly string _workFolder;
    private int _sets;

    /// <param name="folder">Folder that holds <c>gfserver</c>.</param>
    /// <param name="workFolder">Folder for logs and data; made when needed, removed at the end.</param>
    public ServerKit(string folder, string workFolder)
    {
        _folder = folder;
        _workFolder = workFolder;
    }

    /// <summary>Folder that holds <c>gfserver</c>.</summary>
    internal string Folder => _folder;

    /// <summary>A set of servers that share one folder; none runs yet.</summary>
    internal ServerSet NewSet() =>
        new(this, Path.Combine(_workFolder, Interlocked.Increment(ref _sets).ToString(CultureInfo.InvariantCulture)));

    /// <summary>Runs <c>gfserver</c> to its end.</summary>
    internal async Task<CommandResult> RunAsync(IEnumerable<string> arguments) =>
        (await Command.RunAsync("bash", [Path.Combine(_folder, "gfserver"), .. arguments])).Succeeded();

    /// <summary>Runs grpcurl; what it exits with is for the caller to judge (64 and the gRPC status when the call failed).</summary>
    internal Task<CommandResult> GrpcurlAsync(params string[] arguments) =>
        Command.RunAsync("bash", [Path.Combine(_folder, "gfserver"), "tool", "grpcurl", "-plaintext", .. arguments]);

    /// <summary>Reads a topic with the kit's Java client and returns its report; fails when an expectation does not hold or there is no stable end.</summary>
    internal async Task<string> VerifyCommittedAsync(string bootstrap, string topic, params string[] options) =>
        (await Command.RunAsync("bash", [Path.Combine(_folder, "verify-committed"), "--bootstrap", bootstrap, "--topic", topic, .. options])).Succeeded().Text;
}
