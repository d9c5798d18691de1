using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services;

/// <summary>Writes to a subscriber of anomalies.</summary>
internal sealed class DeadlineWriter(IServerStreamWriter<SubscribeAnomaliesResponse> stream, HttpContext? connection, TimeSpan deadline, TimeProvider time)
    : DeadlineWriter<SubscribeAnomaliesResponse>(stream, connection, deadline, time);

/// <summary>Writes to a subscriber, and cuts one that has stopped reading: the server would wait for it for ever.</summary>
internal class DeadlineWriter<TMessage>(IServerStreamWriter<TMessage> stream, HttpContext? connection, TimeSpan deadline, TimeProvider time)
{
    public async Task WriteAsync(TMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(message, cancellationToken).WaitAsync(deadline, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A status cannot reach somebody who does not read; only a reset frees what the stream holds.
            connection?.Abort();
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"the subscriber took nothing for {deadline.TotalSeconds:0.#} s"));
        }
    }
}
