using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Startup;
using GridFlow.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace GridFlow.Control.Operator;

/// <summary>The connection of one command to one instance.</summary>
internal sealed class ControlClient : IDisposable
{
    private const string UserKey = "gridflow-user";
    private const string UserVariable = "GRIDFLOW_USER";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // A machine that vanishes says nothing: a stream would wait for it for ever.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    private readonly GrpcChannel _channel;
    private readonly Metadata _metadata;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;

    /// <summary>Prepares it; nothing is sent yet.</summary>
    /// <exception cref="StartupFailedException">The file of the authority is none.</exception>
    public ControlClient(ControlEndpoint endpoint, ConnectionArguments arguments, TimeProvider time, CancellationToken stop)
    {
        (_time, _stop) = (time, stop);
        Timeout = arguments.Timeout ?? TimeSpan.FromSeconds(10);
        _metadata = new Metadata { { UserKey, User(arguments.User) } };
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, KeepAlivePingDelay = PingDelay, KeepAlivePingTimeout = PingTimeout };
        if (endpoint.CaPath is { } caPath)
        {
            handler.SslOptions.CertificateChainPolicy = Trust(caPath);
        }

        _channel = GrpcChannel.ForAddress(endpoint.Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        Service = new PipelineControl.PipelineControlClient(_channel);
    }

    /// <summary>The service.</summary>
    public PipelineControl.PipelineControlClient Service { get; }

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>For a call that answers once.</summary>
    public CallOptions Once => new(_metadata, (_time.GetUtcNow() + Timeout).UtcDateTime, _stop);

    /// <summary>For a stream.</summary>
    public CallOptions Streaming(CancellationToken end) => new(_metadata, deadline: null, end);

    public void Dispose() => _channel.Dispose();

    // Metadata is ASCII. A name that is not is still a name when some of its letters are missing.
    private static string User(string? user)
    {
        var name = user ?? Environment.GetEnvironmentVariable(UserVariable);
        name = string.IsNullOrWhiteSpace(name) ? $"{Environment.UserName}@{Environment.MachineName}" : name;
        return string.Concat(name.Select(c => c is >= ' ' and <= '~' ? c : '?'));
    }

    private static X509ChainPolicy Trust(string caPath)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caPath);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartupFailedException($"{caPath} cannot be read as PEM certificates: {e.Message} (--ca-cert, Control:CaPath)", e);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new StartupFailedException($"{caPath} holds no PEM certificate (--ca-cert, Control:CaPath).");
    }
}
