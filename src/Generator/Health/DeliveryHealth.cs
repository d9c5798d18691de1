using System.Globalization;
using System.Text.Json;

namespace GridFlow.Generator;

/// <summary>What a running generator says of its deliveries, as <c>--health-file</c> writes it.</summary>
public sealed record DeliveryHealth
{
    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Readings that the brokers have confirmed.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>When the last one was seen to be confirmed, to the second; null before the first.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GeneratorJson.Default.DeliveryHealth);

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static DeliveryHealth Parse(string json) =>
        JsonSerializer.Deserialize(json, GeneratorJson.Default.DeliveryHealth) ?? throw new JsonException("null is no object");

    /// <summary>Whether something was delivered lately, and the sentence that says so.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="within">How long ago is lately.</param>
    public (bool Delivers, string Sentence) Judge(DateTimeOffset now, TimeSpan within)
    {
        if (AcknowledgedAt is not { } last)
        {
            return (false, string.Create(CultureInfo.InvariantCulture, $"no reading has been acknowledged since the start {Seconds(now - StartedAt)} s ago"));
        }

        // A clock that was set back must not make an old delivery fresh until it has caught up.
        if (last - now > within)
        {
            return (false, string.Create(CultureInfo.InvariantCulture, $"the last reading was acknowledged at {last:u}, which lies {Seconds(last - now)} s ahead of this clock"));
        }

        return (now - last <= within, string.Create(
            CultureInfo.InvariantCulture,
            $"{Acknowledged:N0} readings acknowledged, the last one {Seconds(now - last)} s ago; allowed are {within.TotalSeconds:0.###} s (--within)"));
    }

    private static string Seconds(TimeSpan span) => Math.Max(0, span.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture);
}
