using System.Security.Cryptography.X509Certificates;
using GridFlow.Control.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GridFlow.Control.Hosting;

/// <summary>Opens the ports: HTTP/2 for gRPC, HTTP/1.1 (and 2 with TLS) for health, HTTP/1.1 for metrics.</summary>
internal static class Listeners
{
    public static void Configure(IWebHostBuilder web, GridFlowSettings settings)
    {
        var control = settings.Control;
        var address = ListenerPorts.Address(control.Host);
        var certificate = control.CertificatePath is null ? null : X509Certificate2.CreateFromPemFile(control.CertificatePath, control.KeyPath);
        web.UseKestrelHttpsConfiguration();
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A proxy brings all subscribers over one connection, and other calls beside them.
            kestrel.Limits.Http2.MaxStreamsPerConnection = control.MaxSubscribers + 100;
            kestrel.Listen(address, control.GrpcPort, listen => Serve(listen, HttpProtocols.Http2, certificate));
            kestrel.Listen(address, control.HttpPort, listen => Serve(listen, certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2, certificate));
            // Scrapers are configured by address alone: no TLS here.
            kestrel.Listen(address, settings.Telemetry.MetricsPort, listen => Serve(listen, HttpProtocols.Http1, null));
        });
    }

    private static void Serve(ListenOptions listen, HttpProtocols protocols, X509Certificate2? certificate)
    {
        listen.Protocols = protocols;
        if (certificate is not null)
        {
            listen.UseHttps(certificate);
        }
    }
}
