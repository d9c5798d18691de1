using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Startup;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Anomalies;

/// <summary><c>gridflow anomalies</c>.</summary>
internal static class AnomaliesCommand
{
    private static readonly TimeSpan DefaultSince = TimeSpan.FromHours(1);

    // A person who waits longer than this wants to know for what.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(AnomaliesArguments arguments, OperatorContext context)
    {
        IAnomalyOutput output = context.Json ? new AnomalyJsonLines(context.Console) : new AnomalyLines(context.Console);
        var request = Request(arguments, context.Now);
        var subscription = new AnomalySubscription(context, request, output, arguments.Limit);
        try
        {
            if (arguments.Follow)
            {
                await subscription.FollowAsync(context.Stop);
            }
            else
            {
                await subscription.ReadUntilAsync(await EndAsync(context), context.Stop);
                Sum(subscription, request, output);
            }
        }
        finally
        {
            // Not the one that came in: whoever has it needs no telling, and it may be none.
            if (subscription.Token != request.ResumeToken)
            {
                output.Note($"go on from here with: gridflow anomalies --follow --resume-token {subscription.Token}");
            }
        }

        return ExitCode.Done;
    }

    /// <summary>The request that the options stand for.</summary>
    internal static SubscribeAnomaliesRequest Request(AnomaliesArguments arguments, DateTimeOffset now)
    {
        var request = new SubscribeAnomaliesRequest
        {
            MinSeverity = arguments.MinSeverity,
            Types_ = { arguments.Types },
            MeterIds = { arguments.Meters },
            FeederIds = { arguments.Feeders },
            ResumeToken = arguments.ResumeToken ?? "",
        };
        if (request.ResumeToken.Length == 0 && (arguments.Since is not null || !arguments.Follow))
        {
            request.Since = (arguments.Since?.At(now) ?? now - DefaultSince).ToTimestamp();
        }

        return request;
    }

    // Where the topic ends now: the place of the first thing that comes, be it a heartbeat.
    private static async Task<string> EndAsync(OperatorContext context)
    {
        using var call = context.Client.Service.SubscribeAnomalies(new SubscribeAnomaliesRequest(), context.Client.Once);
        var next = call.ResponseStream.MoveNext(context.Stop);
        try
        {
            await next.WaitAsync(Silence, context.Time, context.Stop);
        }
        catch (TimeoutException)
        {
            context.Console.Note("nothing comes right now; the next heartbeat says where the stream ends (Control:Heartbeat of the instance, 10 s by default)");
        }

        while (await next)
        {
            if (Token(call.ResponseStream.Current) is { Length: > 0 } token)
            {
                return token;
            }

            // A heartbeat without a place comes from an instance that has not reached its Kafka yet; an anomaly always has one.
            if (call.ResponseStream.Current.Anomaly is not null)
            {
                break;
            }

            next = call.ResponseStream.MoveNext(context.Stop);
        }

        throw new StartupFailedException($"{context.Endpoint.Text} says no place to read up to: it stops, or is an earlier version of gridflow. With --follow it can be listened to.");
    }

    private static string Token(SubscribeAnomaliesResponse message) => message.EventCase switch
    {
        SubscribeAnomaliesResponse.EventOneofCase.Anomaly => message.Anomaly.ResumeToken,
        SubscribeAnomaliesResponse.EventOneofCase.Heartbeat => message.Heartbeat.ResumeToken,
        SubscribeAnomaliesResponse.EventOneofCase.Gap => message.Gap.UntilToken,
        _ => "",
    };

    private static void Sum(AnomalySubscription subscription, SubscribeAnomaliesRequest request, IAnomalyOutput output)
    {
        var since = request.Since is { } from ? $" since {OperatorText.Time(from)}" : "";
        output.Note(string.Create(CultureInfo.InvariantCulture, $"{subscription.Count} anomalies of {ContractWords.Of(request.MinSeverity)} and above{since}"));
    }
}
