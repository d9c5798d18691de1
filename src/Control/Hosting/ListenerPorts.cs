using System.Net;
using System.Net.Sockets;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.Hosting;

/// <summary>Looks whether the ports of this instance are free before anything is started.</summary>
public static class ListenerPorts
{
    /// <summary>Tries every port and writes the ones that were 0 back into <paramref name="settings"/> as what the system gave.</summary>
    /// <exception cref="PortsTakenException">At least one cannot be opened; all are named.</exception>
    public static void Claim(GridFlowSettings settings)
    {
        var ports = Try(settings);
        var problems = ports.Select(port => port.Port.Problem).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new PortsTakenException(problems);
        }

        (settings.Control.GrpcPort, settings.Control.HttpPort, settings.Telemetry.MetricsPort) = (ports[0].Opened, ports[1].Opened, ports[2].Opened);
    }

    /// <summary>Tries every port and changes nothing.</summary>
    public static IReadOnlyList<ListenerPort> Look(GridFlowSettings settings) => [.. Try(settings).Select(port => port.Port)];

    private static List<(ListenerPort Port, int Opened)> Try(GridFlowSettings settings)
    {
        var open = new List<TcpListener>();
        try
        {
            return
            [
                Probe("gRPC", "Control:GrpcPort", "--grpc-port", settings.Control.GrpcPort),
                Probe("health", "Control:HttpPort", "--http-port", settings.Control.HttpPort),
                Probe("metrics", "Telemetry:MetricsPort", "--metrics-port", settings.Telemetry.MetricsPort),
            ];
        }
        finally
        {
            // Held together until here, so that two ports of 0 cannot get the same number.
            open.ForEach(listener => listener.Dispose());
        }

        (ListenerPort Port, int Opened) Probe(string use, string key, string option, int port)
        {
            var listener = new TcpListener(Address(settings.Control.Host), port);
            try
            {
                listener.Start();
                open.Add(listener);
                return (new ListenerPort(use, port, null), ((IPEndPoint)listener.LocalEndpoint).Port);
            }
            catch (SocketException e)
            {
                listener.Dispose();
                return (new ListenerPort(use, port, Describe(e.SocketErrorCode, settings.Control.Host, port, use, key, option)), port);
            }
        }
    }

    /// <summary>The address that <c>Control:Host</c> names.</summary>
    public static IPAddress Address(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        _ => IPAddress.Parse(host),
    };

    private static string Describe(SocketError error, string host, int port, string use, string key, string option)
    {
        if (error == SocketError.AddressNotAvailable)
        {
            return $"address {host} is not one of this machine; set --Control:Host=… or {ConfigurationFault.EnvironmentName("Control:Host")}=…";
        }

        var reason = error switch
        {
            SocketError.AddressAlreadyInUse => "is taken by another program",
            SocketError.AccessDenied => "may not be opened by this user",
            _ => $"cannot be opened ({error})",
        };
        return $"port {port} ({use}) on {host} {reason}; choose another with {option} N, --{key}=N or {ConfigurationFault.EnvironmentName(key)}=N (0 takes any free one)";
    }
}
