using Grpc.Core;

namespace GridFlow.Control.Operator;

/// <summary>Reads a stream for as long as it is wanted, over connections that break.</summary>
/// <remarks>The first connection must succeed: a wrong address is an error, and no outage.</remarks>
/// <param name="context">The instance.</param>
/// <param name="note">Says what happens to the connection.</param>
/// <param name="patience">Longest wait for the first sign of an answer.</param>
internal sealed class StreamLoop(OperatorContext context, Action<string> note, TimeSpan patience)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // What a restart, a lost network or too many readers look like. The rest will not pass by itself.
    private static readonly StatusCode[] Passing =
        [StatusCode.Unavailable, StatusCode.Internal, StatusCode.Unknown, StatusCode.Cancelled, StatusCode.Aborted, StatusCode.DeadlineExceeded, StatusCode.ResourceExhausted];

    /// <summary>Reads until <paramref name="end"/> is cancelled or <paramref name="take"/> answers false.</summary>
    /// <param name="open">Opens the stream where the last one ended.</param>
    /// <param name="take">Takes one message; false when that was the last.</param>
    /// <param name="end">Ends it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="end"/> was cancelled.</exception>
    /// <exception cref="RpcException">The first connection failed, or a later one for a reason that does not pass.</exception>
    public async Task RunAsync<T>(Func<CallOptions, AsyncServerStreamingCall<T>> open, Func<T, Task<bool>> take, CancellationToken end)
    {
        var (connected, pause) = (false, FirstPause);
        while (true)
        {
            try
            {
                using var call = open(context.Client.Streaming(end));
                await AnsweredAsync(call.ResponseHeadersAsync, end);
                if (connected)
                {
                    note("connected again, going on where it ended");
                }

                connected = true;
                await foreach (var message in call.ResponseStream.ReadAllAsync(end))
                {
                    pause = FirstPause;
                    if (!await take(message))
                    {
                        return;
                    }
                }

                note($"{context.Endpoint.Text} has ended the stream, connecting again");
            }
            catch (RpcException) when (end.IsCancellationRequested)
            {
                throw new OperationCanceledException(end);
            }
            catch (RpcException e) when (connected && Passing.Contains(e.StatusCode))
            {
                note($"connection to {context.Endpoint.Text} lost ({Cause(e)}), trying again in {DurationOf(pause)}");
            }

            await Task.Delay(pause, context.Time, end);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // A stream has no deadline, so this is where an instance that takes the call and says nothing is found out.
    private async Task AnsweredAsync(Task<Metadata> headers, CancellationToken end)
    {
        try
        {
            await headers.WaitAsync(patience, context.Time, end);
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Grpc.Core.Status(StatusCode.DeadlineExceeded, "no answer"));
        }
    }

    private static string Cause(RpcException error)
    {
        var cause = error.Status.DebugException;
        while (cause?.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause?.Message ?? (error.Status.Detail.Length > 0 ? error.Status.Detail : ContractWords.Of(error.StatusCode));
    }

    private static string DurationOf(TimeSpan pause) => Configuration.DurationText.Words(pause);
}
