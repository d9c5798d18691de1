using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace GridFlow.Load.Benchmarks.Subscribers;

/// <summary>What the process of subscribers does: open streams, each over a connection of its own, and take bytes from them without looking, so that it costs little on the same machine.</summary>
internal static class SubscriberClients
{
    /// <summary>First argument of the program that makes it this.</summary>
    public const string Name = "subscriber-clients";

    /// <summary>Printed when all are subscribed.</summary>
    public const string Ready = "ready";

    /// <param name="arguments">Address, how many, and how many of them read nothing.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (count, stopped) = (int.Parse(arguments[1], CultureInfo.InvariantCulture), int.Parse(arguments[2], CultureInfo.InvariantCulture));
        var streams = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => OpenAsync(new Uri($"{arguments[0]}/gridflow.v1.PipelineControl/SubscribeAnomalies"))));
        var bytes = new long[count - stopped];
        using var end = new CancellationTokenSource();
        var reading = Task.WhenAll(streams.Take(bytes.Length).Select((stream, index) => DrainAsync(stream, index, bytes, end.Token)));
        Console.WriteLine(Ready);
        await Console.In.ReadLineAsync(CancellationToken.None);
        await end.CancelAsync();
        await reading;
        Console.WriteLine(bytes.Min().ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<Stream> OpenAsync(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler());
        // An empty message in gRPC's frame: no compression, no length.
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
        };
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await response.Content.ReadAsStreamAsync();
    }

    private static async Task DrainAsync(Stream stream, int index, long[] bytes, CancellationToken end)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, end) is > 0 and var read)
            {
                bytes[index] += read;
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
