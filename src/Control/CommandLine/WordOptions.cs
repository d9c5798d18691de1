using System.CommandLine;
using System.CommandLine.Parsing;
using GridFlow.Control.Configuration;
using GridFlow.Control.Operator;

namespace GridFlow.Control.CommandLine;

/// <summary>Options whose value is one of the words of the contract; case and - for _ do not matter.</summary>
internal static class WordOptions
{
    /// <summary>Makes one for a single word.</summary>
    public static Option<T> One<T>(string name, string description, string helpName, T value, IReadOnlyList<T> allowed)
        where T : struct, Enum
    {
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => value,
            CustomParser = result => Parse(result, result.Tokens[0].Value, name, allowed),
        };
        option.CompletionSources.Add([.. allowed.Select(word => ContractWords.Of(word))]);
        return option;
    }

    /// <summary>Makes one that may be given several times.</summary>
    public static Option<T[]> Many<T>(string name, string description, string helpName, IReadOnlyList<T> allowed)
        where T : struct, Enum
    {
        var option = new Option<T[]>(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token.Value, name, allowed))],
        };
        option.CompletionSources.Add([.. allowed.Select(word => ContractWords.Of(word))]);
        return option;
    }

    private static T Parse<T>(ArgumentResult result, string text, string name, IReadOnlyList<T> allowed)
        where T : struct, Enum
    {
        var words = allowed.ToDictionary(word => ContractWords.Of(word), StringComparer.OrdinalIgnoreCase);
        if (words.TryGetValue(text.Replace('-', '_'), out var value))
        {
            return value;
        }

        var hint = Nearest.To(text.Replace('-', '_'), words.Keys) is { } nearest ? $"did you mean {nearest}? " : "";
        result.AddError($"'{text}' is not known ({name}); {hint}Known: {string.Join(", ", words.Keys)}.");
        return default;
    }
}
