using Grpc.Core;

namespace GridFlow.Control.Services;

/// <summary>Writes to a subscriber, and cuts one that has stopped reading: the server would wait for it for ever.</summary>
internal sealed class DeadlineWriter<TMessage>(IServerStreamWriter<TMessage> stream, HttpContext? connection, TimeSpan deadline, TimeProvider time)
{
    private static readonly WriteOptions Gather = new(WriteFlags.BufferHint);

    /// <summary>Whether the call came as gRPC, and not as JSON: transcoding implements neither write options nor headers in advance.</summary>
    public bool IsGrpc { get; } = connection?.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    /// <param name="message">The message; it is only read.</param>
    /// <param name="isLast">False when more follows at once: it is flushed with that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RpcException">DEADLINE_EXCEEDED: the subscriber took nothing.</exception>
    public async ValueTask WriteAsync(TMessage message, bool isLast, CancellationToken cancellationToken)
    {
        if (IsGrpc)
        {
            stream.WriteOptions = isLast ? null : Gather;
        }

        // The writer of JSON refuses a token; a call that is cancelled ends its writes by itself.
        var written = stream.WriteAsync(message, CancellationToken.None);
        if (written.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await written.WaitAsync(deadline, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A status cannot reach somebody who does not read; only cutting the stream frees what it holds: a reset of it in HTTP/2, of the connection in HTTP/1.1.
            connection?.Abort();
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"the subscriber took nothing for {deadline.TotalSeconds:0.#} s"));
        }
    }
}
