using System.Globalization;
using System.Net;
using System.Text;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;

namespace GridFlow.Integration.Deployment;

/// <summary>
/// A page of metrics with the names and labels that kafka-exporter publishes, since that program cannot be started here. The figures are the real ones, asked of Kafka at
/// every scrape.
/// </summary>
internal sealed class KafkaExporterNames : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly PipelineSetup _setup;
    private readonly Task _serving;

    public KafkaExporterNames(PipelineSetup setup)
    {
        _setup = setup;
        using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"http://{Address}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary><c>host:port</c> of the page <c>/metrics</c>.</summary>
    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                var page = Encoding.UTF8.GetBytes(await Task.Run(Page));
                context.Response.ContentType = "text/plain; version=0.0.4";
                await context.Response.OutputStream.WriteAsync(page);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or Confluent.Kafka.KafkaException)
            {
                // Closed, a scrape that was given up, or no answer of Kafka's: a gap, as with the real one.
            }
        }
    }

    private string Page()
    {
        var probe = new KafkaProbe(_setup);
        var (end, committed) = (probe.EndOffsets(_setup.Readings), probe.Committed());
        var page = new StringBuilder();
        for (var partition = 0; partition < end.Count; partition++)
        {
            page.Append(CultureInfo.InvariantCulture, $"kafka_topic_partition_current_offset{{partition=\"{partition}\",topic=\"{_setup.Readings}\"}} {end[partition]}\n");
            page.Append(CultureInfo.InvariantCulture, $"kafka_topic_partition_under_replicated_partition{{partition=\"{partition}\",topic=\"{_setup.Readings}\"}} 0\n");
            page.Append(CultureInfo.InvariantCulture, $"kafka_consumergroup_lag{{consumergroup=\"{_setup.Group}\",partition=\"{partition}\",topic=\"{_setup.Readings}\"}} {end[partition] - committed[partition]}\n");
        }

        return page.ToString();
    }
}
