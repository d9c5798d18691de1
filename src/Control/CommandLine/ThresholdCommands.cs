using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GridFlow.V1;

namespace GridFlow.Control.CommandLine;

/// <summary><c>gridflow threshold</c> and the commands below it.</summary>
internal static class ThresholdCommands
{
    private const double LeastSigma = 1.5;
    private const double MostSigma = 4.0;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SteerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes one command that asks an instance.</summary>
    internal delegate Command Maker(
        string name, string description, TimeSpan timeout, string json, Func<ParseResult, ConnectionArguments, OperatorArguments> read, IReadOnlyList<Symbol> own);

    /// <summary>Builds them.</summary>
    public static Command Build(Maker make) =>
        new("threshold", "How many standard deviations make an anomaly: global, for a channel, or for a meter; the narrowest counts.")
        {
            make("get", "The thresholds in force, since when, and who set them.", ReadTimeout, "One JSON object on stdout.", (_, connection) => new ThresholdArguments(connection, ThresholdTask.Get), []),
            Set(make),
            Change(make, ThresholdTask.Reset, "Takes one away; the next wider one, or the configured default, counts again.", null),
        };

    private static Command Set(Maker make) => Change(
        make, ThresholdTask.Set, "Sets one on all instances, for now and after restarts; says from which offsets on it counts.", new Argument<double>("SIGMA")
        {
            Description = "Standard deviations, 1.5 to 4.0.",
            CustomParser = Sigma,
        });

    private static Command Change(Maker make, ThresholdTask task, string description, Argument<double>? sigma)
    {
        var channel = WordOptions.One("--channel", "Only this channel of all meters.", "CHANNEL", Channel.Unspecified, [Channel.Voltage, Channel.Current, Channel.Temperature]);
        // "CHANNEL_UNSPECIFIED" is how the contract says all; nobody has to read it in the help.
        channel.DefaultValueFactory = null;
        var meter = new Option<string?>("--meter") { Description = "Only this meter, all its channels.", HelpName = "ID" };
        var reason = OperatorCommands.Reason();
        var command = make(
            task.ToString().ToLowerInvariant(), description, SteerTimeout, "One JSON object on stdout.",
            (parsed, connection) => new ThresholdArguments(connection, task)
            {
                Sigma = sigma is null ? 0 : parsed.GetValue(sigma),
                Channel = parsed.GetValue(channel),
                MeterId = parsed.GetValue(meter),
                Reason = parsed.GetValue(reason) ?? "",
            },
            sigma is null ? [channel, meter, reason] : [sigma, channel, meter, reason]);
        command.Validators.Add(result =>
        {
            if (result.GetResult(channel) is { Implicit: false } && result.GetResult(meter) is { Implicit: false })
            {
                result.AddError("Give --channel or --meter, not both: a meter's threshold counts for all its channels.");
            }
        });
        return command;
    }

    private static double Sigma(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var sigma) || sigma is not (>= LeastSigma and <= MostSigma))
        {
            result.AddError($"'{text}' is not a threshold: a number of standard deviations from 1.5 to 4.0, with a point for decimals.");
        }

        return sigma;
    }
}
