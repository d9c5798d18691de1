using System.CommandLine;
using System.CommandLine.Parsing;
using GridFlow.Control.Configuration;
using GridFlow.Control.DeadLetters;

namespace GridFlow.Control.CommandLine;

/// <summary>The options that say which dead letters are meant.</summary>
internal sealed class DeadLetterChoiceOptions
{
    private readonly Option<string[]> _codes = new("--code") { Description = "Only this code, for example unknown_schema; may be given several times.", HelpName = "CODE", CustomParser = Codes, DefaultValueFactory = _ => [] };
    private readonly Option<SourcePlace?> _source = new("--source") { Description = "Only records read from this topic, or this partition of it.", HelpName = "TOPIC[/N]", CustomParser = Source };
    private readonly Option<TimeBound?> _since = TimeOptions.Of("--since", "Only what became a dead letter then or later.");
    private readonly Option<TimeBound?> _until = TimeOptions.Of("--until", "Only what became a dead letter before.");

    public DeadLetterChoiceOptions() => _codes.CompletionSources.Add([.. QueueCodes.All]);

    public IReadOnlyList<Option> Options => [_codes, _source, _since, _until];

    public DeadLetterChoice Read(ParseResult parsed) => new(parsed.GetValue(_codes) ?? [], parsed.GetValue(_source), parsed.GetValue(_since), parsed.GetValue(_until));

    private static string[] Codes(ArgumentResult result)
    {
        foreach (var code in result.Tokens.Select(token => token.Value).Except(QueueCodes.All))
        {
            var hint = Nearest.To(code, QueueCodes.All) is { } nearest ? $"did you mean {nearest}? " : "";
            result.AddError($"'{code}' is no code of a dead letter (--code); {hint}Known: {string.Join(", ", QueueCodes.All)}.");
        }

        return [.. result.Tokens.Select(token => token.Value)];
    }

    private static SourcePlace? Source(ArgumentResult result)
    {
        var source = SourcePlace.Parse(result.Tokens[0].Value);
        if (source is null)
        {
            result.AddError($"'{result.Tokens[0].Value}' is no source: write topic or topic/partition (--source).");
        }

        return source;
    }
}
