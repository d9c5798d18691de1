using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>A registry's REST side that answers what it is told to.</summary>
internal sealed class HttpStub : IDisposable
{
    private readonly HttpListener _listener = new();

    public HttpStub()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public (int Status, string Body) Answer { get; set; } = (200, "{}");

    /// <summary>Headers of every answer.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public List<string> Asked { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Asked.Add($"{context.Request.HttpMethod} {context.Request.Url!.PathAndQuery} {context.Request.Headers["Authorization"]}".TrimEnd());
                context.Response.StatusCode = Answer.Status;
                context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
                foreach (var (name, value) in Headers)
                {
                    context.Response.Headers[name] = value;
                }

                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Answer.Body));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed by the test.
        }
    }
}
