using System.Globalization;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Operator.Anomalies;

/// <summary>A topic of numbered anomalies whose streams break, have gaps and fall silent at random, and never say anything that is not so.</summary>
internal sealed class RestlessTopic(int count, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Times that a stream broke or had a gap.</summary>
    public int Mishaps { get; private set; }

    public async Task StreamAsync(SubscribeAnomaliesRequest request, IServerStreamWriter<SubscribeAnomaliesResponse> stream, CancellationToken end)
    {
        var bounded = request.UntilToken.Length > 0;
        var until = bounded ? Place(request.UntilToken) : count;
        for (var place = request.ResumeToken.Length > 0 ? Place(request.ResumeToken) : 0; place < until;)
        {
            var dice = Roll(12);
            if (dice == 0)
            {
                Mishaps++;
                throw new RpcException(new Grpc.Core.Status(Roll(2) == 0 ? StatusCode.Unavailable : StatusCode.Internal, "broken off"));
            }

            if (dice == 1 && !bounded)
            {
                Mishaps++;
                return;
            }

            if (dice == 2 && until - place > 1)
            {
                Mishaps++;
                var behind = place + 1 + Roll(until - place - 1);
                await stream.WriteAsync(new SubscribeAnomaliesResponse { Gap = new Gap { Missed = behind - place, FromToken = Token(place), UntilToken = Token(behind) } }, end);
                place = behind;
            }
            else if (dice == 3)
            {
                await stream.WriteAsync(Samples.Beat(Token(place)), end);
            }
            else
            {
                var next = Samples.Event(++place);
                next.Anomaly.ResumeToken = Token(place);
                await stream.WriteAsync(next, end);
            }
        }

        if (!bounded)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        }
    }

    private static string Token(int place) => place.ToString(CultureInfo.InvariantCulture);

    private static int Place(string token) => int.Parse(token, CultureInfo.InvariantCulture);

    // A gap is fetched while its stream goes on.
    private int Roll(int sides)
    {
        lock (_random)
        {
            return _random.Next(sides);
        }
    }
}
