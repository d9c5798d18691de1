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
        var problems = new List<string>();
        var open = new List<TcpListener>();
        var address = Address(settings.Control.Host);
        try
        {
            settings.Control.GrpcPort = Try("gRPC", "Control:GrpcPort", "--grpc-port", settings.Control.GrpcPort);
            settings.Control.HttpPort = Try("health", "Control:HttpPort", "--http-port", settings.Control.HttpPort);
            settings.Telemetry.MetricsPort = Try("metrics", "Telemetry:MetricsPort", "--metrics-port", settings.Telemetry.MetricsPort);
        }
        finally
        {
            // Held together until here, so that two ports of 0 cannot get the same number.
            open.ForEach(listener => listener.Dispose());
        }

        if (problems.Count > 0)
        {
            throw new PortsTakenException(problems);
        }

        int Try(string use, string key, string option, int port)
        {
            var listener = new TcpListener(address, port);
            try
            {
                listener.Start();
                open.Add(listener);
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException e)
            {
                listener.Dispose();
                problems.Add(Describe(e.SocketErrorCode, settings.Control.Host, port, use, key, option));
                return port;
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
