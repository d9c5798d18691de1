using Google.Protobuf.WellKnownTypes;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Operator.Anomalies;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Watching;

/// <summary><c>gridflow watch</c>.</summary>
internal static class WatchCommand
{
    public static async Task<int> RunAsync(WatchArguments arguments, OperatorContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Stop);
        var board = new WatchBoard(context.Endpoint.Text, context.Time);
        IWatchOutput output = context.Json ? new WatchJsonLines(context.Console) : context.Console.Interactive ? board : new WatchLines(context.Console);
        var work = new List<Task> { MetricsAsync(arguments, context, output, end.Token), AnomaliesAsync(arguments, context, output, end.Token) };
        if (output == board)
        {
            work.Add(new WatchScreen(context.Console.Console, context.Time).RunAsync(board, end.Token));
        }

        try
        {
            await await Task.WhenAny(work);
        }
        finally
        {
            // The screen gives the terminal back before anybody else writes.
            await end.CancelAsync();
            await Task.WhenAll(work).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return ExitCode.Done;
    }

    private static Task MetricsAsync(WatchArguments arguments, OperatorContext context, IWatchOutput output, CancellationToken end)
    {
        var request = new StreamMetricsRequest { Interval = arguments.Interval.ToDuration() };
        // An instance answers with the first figures, which take an interval.
        return new StreamLoop(context, output.MetricsNote, context.Client.Timeout + arguments.Interval).RunAsync(
            options => context.Client.Service.StreamMetrics(request, options),
            metrics =>
            {
                output.Metrics(metrics);
                return Task.FromResult(true);
            },
            end);
    }

    private static Task AnomaliesAsync(WatchArguments arguments, OperatorContext context, IWatchOutput output, CancellationToken end) =>
        new AnomalySubscription(context, new SubscribeAnomaliesRequest { MinSeverity = arguments.MinSeverity }, output, limit: null).FollowAsync(end);
}
