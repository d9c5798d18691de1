using System.Net;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Startup;

namespace GridFlow.Control.Operator;

/// <summary>The instance a command asks, and who said so.</summary>
/// <param name="Address">Address of its gRPC service.</param>
/// <param name="Source">What says so, for messages.</param>
/// <param name="CaPath">PEM file of the authority that signed its certificate; null for those the system trusts.</param>
internal sealed record ControlEndpoint(Uri Address, string Source, string? CaPath)
{
    private const string AddressKey = $"{ControlOptions.Section}:{nameof(ControlOptions.Address)}";
    private const string PortKey = $"{ControlOptions.Section}:{nameof(ControlOptions.GrpcPort)}";

    /// <summary>Address without the slash that Uri puts behind it.</summary>
    public string Text => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The option, else the client's setting, else where an instance with this configuration listens.</summary>
    /// <exception cref="InvalidConfigurationException">The setting is no address.</exception>
    /// <exception cref="StartupFailedException">The port is any free one, so nobody can know it.</exception>
    public static ControlEndpoint Of(ConnectionArguments arguments, ControlOptions control)
    {
        var caPath = arguments.CaCert ?? control.CaPath;
        if (arguments.Address is { } address)
        {
            return new ControlEndpoint(address, "--address", caPath);
        }

        if (control.Address is { } setting)
        {
            return new ControlEndpoint(
                ControlAddress.Parse(setting) ?? throw new InvalidConfigurationException([new ConfigurationFault(AddressKey, setting, "configuration", $"must be {ControlAddress.Allowed}")]), AddressKey, caPath);
        }

        if (control.GrpcPort == 0)
        {
            throw new StartupFailedException($"{PortKey} is 0, any free port: say which with --address http://127.0.0.1:PORT (gridflow run names it in its first lines).");
        }

        return new ControlEndpoint(
            new UriBuilder(control.CertificatePath is null ? "http" : "https", Host(control.Host), control.GrpcPort).Uri, $"{ControlOptions.Section}:{nameof(ControlOptions.Host)} and {PortKey}", caPath);
    }

    // An address that stands for all of them can be listened on and not be called.
    private static string Host(string host) => host == "*" || !IPAddress.TryParse(host, out var address) ? (host == "*" ? "localhost" : host)
        : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "localhost" : host;
}
