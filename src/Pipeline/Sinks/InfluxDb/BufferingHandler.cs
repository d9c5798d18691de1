namespace GridFlow.Sinks.InfluxDb;

/// <summary>Reads the whole answer inside the time limit of the try: the handlers around it see only heads, and a body that trickles in would never time out.</summary>
internal sealed class BufferingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const long MaxAnswerBytes = 1_000_000;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
