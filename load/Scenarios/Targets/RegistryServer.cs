using GridFlow.Control.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>The demo's schema registry on a free port of 127.0.0.1.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    private readonly WebApplication _web;

    private RegistryServer(WebApplication web) => _web = web;

    public string Url => _web.Urls.First();

    public static async Task<RegistryServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        web.MapSchemaRegistry(new EmbeddedSchemaRegistry());
        await web.StartAsync();
        return new RegistryServer(web);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
