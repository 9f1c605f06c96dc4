<?php

// Records what PHP's own http_build_query and parse_str do. See README.md beside this file.
//
//   php -d max_input_vars=1000000 test/vectors/php/generate.php [--check]

declare(strict_types=1);

error_reporting(E_ALL);
ini_set('display_errors', 'stderr');
ini_set('precision', '14');
ini_set('serialize_precision', '-1');
ini_set('arg_separator.output', '&');
setlocale(LC_ALL, 'C');

function fail(string $message): never
{
    fwrite(STDERR, $message . "\n");
    exit(2);
}

// These cannot be changed at run time.
if (PHP_INT_SIZE !== 8) {
    fail('a 64-bit PHP is needed');
}
if ((int) ini_get('max_input_vars') < 1000000) {
    fail('run with -d max_input_vars=1000000');
}
if (ini_get('max_input_nesting_level') !== '64') {
    fail('run with -d max_input_nesting_level=64');
}
if (ini_get('arg_separator.input') !== '&') {
    fail('run with -d "arg_separator.input=&"');
}

// ---------------------------------------------------------------------------------------------------------
// Deterministic random numbers (a linear congruential generator of our own, the same under every PHP)

final class Lcg
{
    public function __construct(private int $state)
    {
    }

    /** 0 .. $n - 1 */
    public function below(int $n): int
    {
        $this->state = ($this->state * 1103515245 + 12345) & 0x7fffffff;
        return ($this->state >> 8) % $n;
    }

    public function pick(array $from): mixed
    {
        return $from[$this->below(count($from))];
    }
}

// ---------------------------------------------------------------------------------------------------------
// Recording

/** The WHATWG UTF-8 decoder (ignoring no BOM): one U+FFFD for each maximal invalid part. */
function whatwg_utf8(string $bytes): string
{
    $valid = '[\x00-\x7f]+'
        . '|[\xc2-\xdf][\x80-\xbf]'
        . '|\xe0[\xa0-\xbf][\x80-\xbf]'
        . '|[\xe1-\xec\xee\xef][\x80-\xbf]{2}'
        . '|\xed[\x80-\x9f][\x80-\xbf]'
        . '|\xf0[\x90-\xbf][\x80-\xbf]{2}'
        . '|[\xf1-\xf3][\x80-\xbf]{3}'
        . '|\xf4[\x80-\x8f][\x80-\xbf]{2}';
    $invalid = '\xe0[\xa0-\xbf]'
        . '|[\xe1-\xec\xee\xef][\x80-\xbf]'
        . '|\xed[\x80-\x9f]'
        . '|\xf0[\x90-\xbf][\x80-\xbf]?'
        . '|[\xf1-\xf3][\x80-\xbf]{1,2}'
        . '|\xf4[\x80-\x8f][\x80-\xbf]?'
        . '|[\x80-\xff]';
    return preg_replace_callback(
        "/($valid)|(?:$invalid)/s",
        static fn (array $m): string => ($m[1] ?? '') !== '' ? $m[1] : "\u{FFFD}",
        $bytes,
    );
}

/** All keys and values as text; null when two keys become equal that way. */
function as_text(array $tree): ?array
{
    $out = [];
    foreach ($tree as $key => $value) {
        $text = is_int($key) ? $key : whatwg_utf8($key);
        if (array_key_exists($text, $out)) {
            return null;
        }
        $decoded = is_array($value) ? as_text($value) : whatwg_utf8($value);
        if ($decoded === null) {
            return null;
        }
        $out[$text] = $decoded;
    }
    return $out;
}

/** Flat map of the leaves, path and value in hex. */
function as_bytes(array $tree, string $prefix = ''): array
{
    $out = [];
    foreach ($tree as $key => $value) {
        $path = $prefix . bin2hex((string) $key);
        if (is_array($value)) {
            $out += as_bytes($value, $path . '/');
        } else {
            $out[$path] = bin2hex($value);
        }
    }
    return $out;
}

function json(mixed $value): string
{
    return json_encode(
        $value,
        JSON_FORCE_OBJECT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR,
    );
}

function record(string $name, string $query): string
{
    // With the nesting limit exceeded PHP warns besides dropping the variable; only the result matters here.
    @parse_str($query, $tree);
    $case = ['name' => $name, 'query' => $query];
    $text = as_text($tree);
    if ($text === $tree) {
        $case['decoded'] = $tree;
    } else {
        if ($text !== null) {
            $case['decoded'] = $text;
        }
        $case['bytes'] = as_bytes($tree);
    }
    return json($case);
}

/** @param array<string, string> $queries name => query */
function file_text(array $queries): string
{
    $lines = [];
    foreach ($queries as $name => $query) {
        $lines[] = record($name, $query);
    }
    return "[\n" . implode(",\n", $lines) . "\n]\n";
}

// ---------------------------------------------------------------------------------------------------------
// build-query.json

function nested(int $depth, mixed $leaf, string|int $key = 'k'): mixed
{
    for ($i = 0; $i < $depth; $i++) {
        $leaf = [$key => $leaf];
    }
    return $leaf;
}

/** @return array<string, array> name => value */
function named_values(): array
{
    $values = [
        'empty' => [],
        'one string' => ['a' => 'b'],
        'empty string value' => ['a' => '', 'b' => ['c' => '']],
        'value with every reserved character' => ['a' => "!*'();:@&=+$,/?#[]%- _.~\"<>\\^`{|}"],
        'key with every reserved character' => ['x' => ["!*'();:@&=+$,/?#%- _.~\"<>\\^`{|}" => '1']],
        'all ASCII control characters as value' => ['a' => implode('', array_map('chr', range(0, 31))) . "\x7f"],
        'multi-line text' => ['fields' => ['COMMENTS' => "first line\r\nsecond line\n\n\tindented\rold mac"]],
        'long text' => ['fields' => ['COMMENTS' => str_repeat('Длинный текст & more. ', 40)]],
        'crm.lead.add' => [
            'fields' => [
                'TITLE' => 'Заявка с сайта №15 "Ромашка"',
                'NAME' => 'Иван',
                'LAST_NAME' => 'Иванов',
                'STATUS_ID' => 'NEW',
                'OPENED' => 'Y',
                'ASSIGNED_BY_ID' => 1,
                'CURRENCY_ID' => 'RUB',
                'OPPORTUNITY' => 12500.5,
                'PHONE' => [['VALUE' => '+7 (495) 123-45-67', 'VALUE_TYPE' => 'WORK']],
                'EMAIL' => [
                    ['VALUE' => 'ivan+lead@example.com', 'VALUE_TYPE' => 'WORK'],
                    ['VALUE' => 'ivan@example.org', 'VALUE_TYPE' => 'HOME'],
                ],
                'UF_CRM_1' => ['10', '20', '30'],
                'UF_CRM_2' => null,
            ],
            'params' => ['REGISTER_SONET_EVENT' => 'Y'],
        ],
        'crm.deal.list' => [
            'order' => ['STAGE_ID' => 'ASC', 'ID' => 'DESC'],
            'filter' => [
                '>OPPORTUNITY' => 100,
                '<=DATE_CREATE' => '2024-02-29T23:59:59+03:00',
                '!STAGE_ID' => ['WON', 'LOSE'],
                '%TITLE' => '100%',
                '=UF_CRM_5' => false,
                '@ID' => [1, 2, 3],
                '><DATE' => ['2024-01-01', '2024-12-31'],
            ],
            'select' => ['*', 'UF_*', 'ID', 'TITLE'],
            'start' => -1,
        ],
        'crm.item.list' => [
            'entityTypeId' => 128,
            'select' => ['id', 'title'],
            'filter' => [['logic' => 'OR', ['=stageId' => 'DT128_1:NEW'], ['%title' => 'a.b']], '>id' => 0],
        ],
        'batch' => [
            'halt' => 0,
            'cmd' => [
                'get_lead' => 'crm.lead.get?id=1',
                'get_user' => 'user.get?ID=$result[get_lead][ASSIGNED_BY_ID]',
                0 => 'crm.deal.list?filter%5BID%5D%5B0%5D=1&select[]=ID',
                'with.dot' => 'profile',
            ],
        ],
        'event ONCRMLEADADD' => [
            'event' => 'ONCRMLEADADD',
            'event_handler_id' => '42',
            'data' => ['FIELDS' => ['ID' => '1001']],
            'ts' => '1700000000',
            'auth' => [
                'access_token' => 's6p6eclrvim6da22ft9ch94ekreb52lv',
                'expires_in' => '3600',
                'scope' => 'crm,imbot,user_brief',
                'domain' => 'portal.example.com',
                'server_endpoint' => 'https://oauth.example.com/rest/',
                'status' => 'L',
                'client_endpoint' => 'https://portal.example.com/rest/',
                'member_id' => 'a223c6b3710f85df22e9377d6c4f7553',
                'user_id' => 1,
                'application_token' => '51856fefc120afa4b628cc82d3935cce',
            ],
        ],
        'event ONIMBOTMESSAGEADD' => [
            'event' => 'ONIMBOTMESSAGEADD',
            'data' => [
                'BOT' => [39 => ['AUTH' => ['domain' => 'portal.example.com'], 'BOT_ID' => 39, 'BOT_CODE' => 'newbot']],
                'PARAMS' => [
                    'DIALOG_ID' => 1,
                    'CHAT_TYPE' => 'P',
                    'MESSAGE' => "Привет [b]мир[/b] :) 👋\n[URL=https://example.com/?a=1&b=2]link[/URL]",
                    'CHAT_USER_COUNT' => [],
                    'FILES' => [512 => ['id' => 512, 'name' => 'a b+c.pdf'], 7 => ['id' => 7, 'name' => '50%.png']],
                ],
                'USER' => ['ID' => 1, 'NAME' => "O'Connor", 'GENDER' => 'M', 'IS_BOT' => 'N'],
            ],
        ],
        'robot with properties' => [
            'workflow_id' => '5c9a1a.33122577',
            'code' => 'robot',
            'document_id' => ['crm', 'CCrmDocumentDeal', 'DEAL_7'],
            'properties' => ['sum' => '10.50', 'users' => ['user_1', 'user_2'], 'empty' => ''],
            'use_subscription' => true,
        ],
        'placement options' => ['PLACEMENT' => 'CRM_DEAL_DETAIL_TAB', 'PLACEMENT_OPTIONS' => '{"ID":"7","a":[1,"b&c"]}'],
        'list' => ['a' => ['x', 'y', 'z']],
        'list of lists' => ['a' => [['1', '2'], ['3'], [['4']]]],
        'list of one' => ['a' => ['x']],
        'list at top' => ['x', 'y', 'z'],
        'list of 12' => ['a' => range(1, 12)],
        'sparse list' => ['a' => [2 => 'x', 5 => 'y']],
        'list from one' => ['a' => [1 => 'x', 2 => 'y']],
        'unordered integer keys' => ['a' => [3 => 'x', 1 => 'y', 0 => 'z', 2 => 'w']],
        'reversed list' => ['a' => [2 => 'x', 1 => 'y', 0 => 'z']],
        'negative integer keys' => ['a' => [-1 => 'x', -5 => 'y', 0 => 'z']],
        'negative integer key at top' => [-3 => 'x', 4 => 'y'],
        'integer and string keys' => ['a' => [0 => 'x', 'b' => 'y', 1 => 'z', '01' => 'w']],
        'largest and smallest integer keys' => ['a' => [PHP_INT_MAX => 'x', PHP_INT_MIN => 'y', 4294967295 => 'z', 4294967294 => 'w', 9007199254740993 => 'v']],
        'list with a hole made by null' => ['a' => ['x', null, 'z']],
        'list with a hole made by an empty array' => ['a' => ['x', [], 'z']],
        'list with a leading null' => ['a' => [null, 'y']],
        'null at top' => ['a' => null, 'b' => '1'],
        'empty array at top' => ['a' => [], 'b' => '1'],
        'empty arrays nested' => ['a' => ['b' => ['c' => [[], [[]]]]], 'd' => '1'],
        'only nulls and empty arrays' => ['a' => null, 'b' => [], 'c' => [null, []]],
        'booleans' => ['t' => true, 'f' => false, 'n' => ['t' => true, 'f' => false]],
        'integers' => ['a' => [0, 1, -1, PHP_INT_MAX, PHP_INT_MIN]],
        'floats' => ['a' => [0.1 + 0.2, 1.0, -0.0, 1e15, 1e14, 1e20, 1.5e-7, 123456789.123456789, 1e100, NAN, INF, -INF]],
        'numeric strings' => ['a' => ['007', '1.0', '1e3', '0x1A', '12345678901234567890123', '-0', ' 5 ', '+5', '.5']],
        'numeric-like keys' => ['a' => ['01' => 1, '1e3' => 2, ' 1' => 3, '-0' => 4, '9223372036854775808' => 5, '1 ' => 6, '+1' => 7, '1.0' => 8, '-01' => 9, '0x1' => 10, '-9223372036854775809' => 11]],
        'numeric-like keys at top' => ['01' => 1, '1e3' => 2, ' 1' => 3, '-0' => 4, '9223372036854775808' => 5, '1.5' => 6],
        'keys with spaces' => [' lead' => '1', 'tr ail ' => '2', 'a' => [' lead' => '3', 'tr ail ' => '4', '  ' => '5']],
        'key of one space' => [' ' => '1', 'a' => [' ' => '2', 'b' => '3']],
        'keys of one whitespace' => ['a' => ["\t" => '1', "\n" => '2', "\v" => '3', "\f" => '4', "\r" => '5', "\u{a0}" => '6']],
        'keys with dots' => ['a.b' => '1', '.c' => '2', 'd.' => '3', 'e' => ['f.g' => '4', '.' => '5']],
        'keys meeting after mangling' => ['a.b' => '1', 'a b' => '2', 'a_b' => '3', 'a[b' => '4'],
        'arrays meeting after mangling' => ['a.b' => ['x' => '1'], 'a b' => ['y' => '2'], 'a_b' => ['x' => '3']],
        'keys with opening brackets' => ['a[' => '1', 'b[c' => '2', '[d' => '3', 'e' => ['[' => '4', 'f[g' => '5', '[h' => '6']],
        'keys with opening brackets holding arrays' => ['a[' => ['x' => '1'], 'b[c' => ['y' => '2'], '[d' => ['z' => '3']],
        'keys with closing brackets' => ['a]' => '1', 'b]c' => '2', ']d' => '3', 'e' => [']' => '4', 'f]g' => '5', ']h' => '6']],
        'keys with closing brackets holding arrays' => ['a]' => ['x' => '1'], 'e' => ['f]g' => ['y' => '2'], 'h]' => ['z' => '3']]],
        'keys with both brackets' => ['a[b]' => '1', 'c[]' => '2', 'd[e]f' => '3', 'g' => ['[h]' => '4', 'i[j]' => '5', 'k][l' => '6', '[]' => '7', '][' => '8']],
        'keys with both brackets holding arrays' => ['a[b]' => ['x' => '1'], 'g' => ['k][l' => ['y' => '2'], '[]' => ['z' => '3']]],
        'keys with quotes' => ["a'b" => '1', 'c"d' => '2', 'e' => ["'" => '3', '"' => '4', '\\' => '5', '`' => '6']],
        'keys with percent signs' => ['%' => '1', '%41' => '2', 'a%5Bb%5D' => '3', 'c' => ['%' => '4', '%5D' => '5', '100%' => '6']],
        'keys with plus' => ['a+b' => '1', '+c' => '2', 'd' => ['+' => '3', 'e+f' => '4']],
        'keys with ampersand and equals' => ['a&b' => '1', 'c=d' => '2', '&' => '3', '=' => '4', 'e' => ['&' => '5', '=' => '6', 'f=g&h' => '7']],
        'keys with semicolon, hash, question mark' => ['a;b' => '1', 'c#d' => '2', '?e' => '3', 'f' => [';' => '4', '#' => '5', '?' => '6']],
        'keys with unicode' => ['имя' => '1', 'ключ с пробелом' => '2', 'поле' => ['значение.x' => 'да', '日本' => '語']],
        'keys with emoji' => ['👍' => '1', 'a' => ['👨‍👩‍👧' => '2', '🇷🇺' => '🏳️‍🌈']],
        'keys with non-ASCII spaces' => ["\u{a0}a" => '1', "\u{2003}b" => '2', "c\u{3000}d" => '3', 'e' => ["\u{a0}" => '4', "\u{2003}" => '5']],
        'keys with tabs and newlines' => ["\ta" => '1', "b\nc" => '2', 'd' => ["\te" => '3', "f\r\ng" => '4']],
        'keys with NUL' => ["a\0b" => '1', "c\0" => '2', "\0d" => '3', 'e' => ["f\0g" => '4', "h" => ["i\0j" => '5', "\0" => '6']]],
        'values with NUL' => ['a' => "\0", 'b' => "x\0y", 'c' => ["\0\0"]],
        'values with BOM and odd code points' => ['a' => "\u{feff}x", 'b' => "\u{fffd}", 'c' => "\u{2028}\u{2029}", 'd' => "\u{10ffff}", 'e' => "e\u{301}", 'f' => "\u{fffe}"],
        'key with BOM' => ["\u{feff}a" => '1', 'b' => ["\u{feff}" => '2']],
        'values which look encoded' => ['a' => '%41', 'b' => 'a+b', 'c' => '%2B', 'd' => '%', 'e' => '%25', 'f' => '&amp;', 'g' => 'a=1&b=2'],
        'surrounding spaces in values' => ['a' => '  x  ', 'b' => "\t", 'c' => ' ', 'd' => "\n"],
        'empty key at top' => ['' => '1', 'a' => '2'],
        'empty key at top holding an array' => ['' => ['x' => '1'], 'a' => '2'],
        'empty key nested' => ['a' => ['' => '1']],
        'empty key nested, with others' => ['a' => ['b' => '1', '' => '2', 'c' => '3', 5 => '4']],
        'empty key after an integer key' => ['a' => [7 => '1', '' => '2']],
        'empty key before an integer key' => ['a' => ['' => '1', 0 => '2', 1 => '3']],
        'empty key after a negative key' => ['a' => [-7 => '1', '' => '2']],
        'empty key holding an array' => ['a' => ['' => ['b' => '1', 'c' => '2', 'd' => ['e' => '3']]]],
        'empty keys at many levels' => ['a' => ['' => ['' => ['' => '1']], 'b' => ['' => '2']]],
        'empty key after the largest key' => ['a' => [PHP_INT_MAX => '1', '' => '2', 'b' => '3']],
        'depth 16' => nested(16, 'leaf'),
        'depth 16, lists' => ['a' => nested(16, 'leaf', 0)],
        'depth 16, wide' => ['a' => nested(14, ['x' => '1', 'y' => ['2', '3']], 'b c')],
        'depth 65 (64 indexes)' => ['x' => '1'] + nested(65, 'leaf', 'b') + ['y' => '2'],
        'depth 66 (65 indexes)' => ['x' => '1'] + nested(66, 'leaf', 'b') + ['y' => '2'],
        'depth 66 beside a shallow part' => ['b' => ['s' => '1', 'b' => nested(64, 'leaf', 'b'), 't' => '2'], 'y' => '3'],
        'cookie prefixes' => ['__Host-a' => '1', '__Secure-b' => '2', '..Host-c' => '3', ' __Host-d' => '4', 'e' => ['__Host-f' => '5', '__Secure-g' => ['h' => '6'], '__host-i' => '7'], '__Host-j' => ['__Host-k' => '8', '__Secure-l' => '9']],
        'names special to PHP' => ['this' => '1', 'GLOBALS' => ['a' => '2'], '_GET' => '3', '_POST' => ['b' => '4'], '_SERVER' => '5'],
    ];
    $special = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'length', 'toString', 'valueOf', '__defineGetter__'];
    foreach ($special as $key) {
        $values["key $key at all levels"] = [
            $key => [$key => [$key => '1', 'polluted' => 'yes'], 'x' => '2'],
            'a' => [$key => '3', 'b' => [[$key => ['y' => '4']]]],
        ];
        $values["key $key with a scalar"] = [$key => '1', 'a' => [$key => '', 'c' => [$key => 'text']]];
    }
    $values['__proto__ and constructor.prototype'] = [
        '__proto__' => ['isAdmin' => 'Y', 'toString' => '1'],
        'constructor' => ['prototype' => ['isAdmin' => 'Y']],
        'a' => ['__proto__' => ['0' => 'x', '1' => 'y', 'length' => '2']],
        'length' => '5',
    ];
    $values['list with a length key'] = ['a' => ['x', 'y', 'length' => '10']];
    return $values;
}

const KEY_PARTS = [
    'a', 'b', 'ID', 'UF_CRM_1', '0', '1', '2', '7', '-1', '01', ' ', '  ', '.', '[', ']', '[]', '%', '+', '&', '=', ';', '"', "'",
    '\\', '/', '_', '-', '>', '<=', '!', '@', '%5B', '%5D', 'имя', 'é', '日', '👍', "\t", "\n", "\u{a0}", '__proto__', 'constructor',
    'length', '#', '?', '{', '~', '*', '$result[a]',
];
const VALUE_PARTS = [
    'text', 'Ромашка', ' ', '+', '%', '&', '=', '[', ']', '.', ',', "\n", "\r\n", "\t", "\0", '%20', '%zz', '👋', 'e' . "\u{301}", '日本', '"', "'",
    '\\', '<b>', '&amp;', '0', '1', '12.50', '-7', "\u{2028}", "\u{feff}", ';', '#', '?', '~', '{}', ':',
];

function random_key(Lcg $r): string|int
{
    switch ($r->below(10)) {
        case 0:
            return $r->below(12);
        case 1:
            return -1 - $r->below(9);
        case 2:
            return $r->below(6) === 0 ? '' : (string) $r->pick(['x', 'y', 'z', 'ID', 'VALUE', 'TYPE']);
        case 3:
        case 4:
            return (string) $r->pick(['x', 'y', 'z', 'ID', 'VALUE', 'VALUE_TYPE', 'fields', 'filter']);
        default:
            $key = '';
            for ($n = 1 + $r->below(3); $n > 0; $n--) {
                $key .= $r->pick(KEY_PARTS);
            }
            return $key;
    }
}

function random_scalar(Lcg $r): mixed
{
    switch ($r->below(12)) {
        case 0:
            return null;
        case 1:
            return $r->below(2) === 0;
        case 2:
            return $r->below(100000) - 50000;
        case 3:
            return ($r->below(100000) - 50000) / 64;
        case 4:
            return '';
        default:
            $text = '';
            for ($n = 1 + $r->below(4); $n > 0; $n--) {
                $text .= $r->pick(VALUE_PARTS);
            }
            return $text;
    }
}

function random_tree(Lcg $r, int $depth): array
{
    $tree = [];
    $count = $depth === 0 ? 1 + $r->below(4) : $r->below(4);
    $list = $depth > 0 && $r->below(3) === 0;
    for ($i = 0; $i < $count; $i++) {
        $value = $r->below(5) < 2 && $depth < 5 ? random_tree($r, $depth + 1) : random_scalar($r);
        if ($list) {
            $tree[] = $value;
        } else {
            $tree[random_key($r)] = $value;
        }
    }
    return $tree;
}

/** @return array<string, string> */
function build_queries(): array
{
    $queries = [];
    foreach (named_values() as $name => $value) {
        $queries[$name] = http_build_query($value);
    }
    $r = new Lcg(20240229);
    for ($i = 1; $i <= 200;) {
        $query = http_build_query(random_tree($r, 0));
        if ($query === '' || in_array($query, $queries, true)) {
            continue;
        }
        $queries[sprintf('random %03d', $i++)] = $query;
    }
    return $queries;
}

// ---------------------------------------------------------------------------------------------------------
// parse-str.json

/** @return array<string, list<string>> group => queries */
function raw_groups(): array
{
    $deep = static fn (int $n, string $index = '[b]'): string => str_repeat($index, $n);
    return [
        'splitting' => ['', '&', '&&', '=', '=1', '=a=b', 'a', 'a&b', 'a=', 'a==', 'a==b', 'a=b=c', '&a=1&&b=2&', 'a&a[b', '=1&b=2', 'a[]', 'a[b]&a[c]', 'a[]&a[]', 'a;b=1;c=2', 'a=1;b=2', 'a=1&amp;b=2', '?a=1', 'a=1#b', '#=1', 'a=1?b=2', 'a=1,2', 'a:b=1', 'a=[1]', 'a=b[c]=d'],
        'repeated keys' => ['a=1&a=2', 'a=1&a=2&a=', 'a[b]=1&a[b]=2', 'a[0]=1&a[0]=2', 'a=1&b=2&a=3', 'a[b]=1&a[c]=2', 'a[b]=1&c=2&a[d]=3'],
        'append' => ['a[]=1&a[]=2', 'a[]=1&a[5]=2&a[]=3', 'a[5]=1&a[]=2&a[3]=3&a[]=4', 'a[x]=1&a[]=2', 'a[]=1&a[0]=2', 'a[1]=1&a[]=2&a[0]=3', 'a[b][]=1&a[b][]=2', 'a[][b]=1&a[][b]=2', 'a[][b]=1&a[][c]=2', 'a[][]=1&a[][]=2', 'a[][][]=1', 'a[]=1&b[]=2&a[]=3', 'a[0][]=1&a[0][]=2&a[][]=3', '5[]=1&05[]=2&5[]=3', 'a[2]=x&a[]=y&a[1]=z', 'a[b][]=1&a[b][x]=2&a[b][]=3'],
        'scalar and array' => ['a=1&a[b]=2', 'a[b]=1&a=2', 'a=1&a[]=2', 'a[]=1&a=2', 'a[]=1&a=2&a[]=3', 'a[b]=1&a[b][c]=2', 'a[b][c]=1&a[b]=2', 'a[b][c]=1&a=2&a[d]=3', 'a[5]=1&a=2&a[]=3', 'a=&a[b]=', 'a[b]=1&c=2&a=3', 'a=1&b=2&a[c]=3'],
        'next index' => ['a[-5]=1&a[]=2', 'a[-1]=1&a[]=2', 'a[-3]=1&a[-9]=2&a[]=3', 'a[-9]=1&a[-3]=2&a[]=3', 'a[]=1&a[-3]=2&a[]=3', 'a[01]=1&a[]=2', 'a[-0]=1&a[]=2', 'a[00]=1&a[]=2', 'a[%2B5]=1&a[]=2', 'a[+5]=1&a[]=2', 'a[5+]=1&a[]=2', 'a[1e3]=1&a[]=2', 'a[1.0]=1&a[]=2', 'a[0x10]=1&a[]=2', 'a[-]=1&a[]=2', 'a[-00]=1&a[]=2', 'a[99999999999]=1&a[]=2', 'a[9007199254740993]=1&a[]=2', 'a[9007199254740992]=1&a[9007199254740993]=2&a[]=3', 'a[4294967295]=1&a[]=2', 'a[9223372036854775806]=1&a[]=2&a[]=3', 'a[9223372036854775807]=1&a[]=2&a[][b]=3&c=4', 'a[9223372036854775807]=1&a[][]=2&a[b]=3', 'a[9223372036854775808]=1&a[]=2', 'a[18446744073709551616]=1&a[]=2', 'a[-9223372036854775807]=1&a[]=2', 'a[-9223372036854775808]=1&a[]=2', 'a[-9223372036854775809]=1&a[]=2', 'a[123456789012345678901234567890]=1&a[]=2', 'a[00000000000000000001]=1&a[]=2', 'a[0]=x&a[00]=y', 'a[0]=x&a[-0]=y', 'a[1]=x&a[01]=y&a[001]=z', 'a[%31]=x&a[1]=y', 'a[%D9%A1]=1&a[]=2'],
        'top-level name' => ['%20a=1', '%20%20a=1', '+a=1', '++a=1', ' a=1', '%09a=1', '%0Aa=1', '%0D%0Aa=1', '%C2%A0a=1', '%E2%80%83a=1', 'a%20=1', 'a+b=1', 'a b=1', 'a%09b=1', "a\tb=1", "a\nb=1", 'a.b=1', 'a.b.c=1', '.a=1', '.=1', '..=1', '%20.=1', '%20=1', '+=1', '%20%20=1', '_=1', 'a..b+c=1', 'a+.+b=1', 'a.b=1&a_b=2', 'a_b=1&a.b=2', 'a.b[c]=1&a_b[d]=2', 'a+[b]=1', 'a.[b]=1', '%20[a]=1', '%20a[b]=1', '.[a]=1', '5=1', '01=1', '-5=1', '1[a]=2', '0=a&1=b&00=c', '%26=1', 'a%26b=1', 'a%3Db=1', 'a%3D=1', 'ф=1', 'ф.я[и.й]=ж', '%D1%84=1&ф=2', 'A=1&a=2'],
        'no name before the bracket' => ['[]=1', '[a]=1', '[a][b]=1', '[=1', '[a=1', '[[a]=1', '[', '[]', '%5Ba%5D=1', '+[]=1', '[a]=1&b=2'],
        'closing bracket alone' => [']=1', ']]=1', 'a]=1', 'a]b=1', ']a=1', 'a]b[c]=1', 'a][b]=1', '][]=1', '][=1', 'a].b=1', 'a]+[b]=1', 'a%5D=1'],
        'unclosed first bracket' => ['a[=1', 'a[b=1', 'a[b.c+d=1', 'a.b[c.d=1', 'a[b[c=1', 'a[[[[=1', 'a[b[c.d+e=1', 'a[%20=1', 'a[%20b=1', 'a[+', 'a[b=1&a_b=2', 'a_b=1&a[b=2', 'a[b]=&a[c', 'a[=1&a_=2', 'a%5Bb=1', 'a[%09b=1', '0[=1', 'a[b=c]=d', 'a[b&c]=d', '+a[b=1', 'a[имя=1'],
        'unclosed later bracket' => ['a[b][c=1', 'a[b][=1', 'a[b][c.d+e=1', 'a[b][c[d=1', 'a[b][c][d=1', 'a[][c=1', 'a[][=1', 'a[][][=1', 'a[b][c=1&a[b]=2', 'a[b]=1&a[b][c=2', 'a[b][d]=1&a[b][c=2', 'a[b]c[d=1', 'a[b][+=1', 'a[][c=1&a[][d=2'],
        'text after the closing bracket' => ['a[b]c=1', 'a[b]c[d]=1', 'a[b].[d]=1', 'a[b]+[c]=1', 'a[b] [c]=1', 'a[b]]=1', 'a[b]]][c]=1', 'a[b][c]d[e=1', 'a[b][c]d[e]=1', 'a[]]=1', 'a[]b=1', 'a[]b[c]=1', 'a[b]c.d=1', 'a[b]%20=1', 'a[b]x=1&a[b]y=2', 'a[0]x[]=1&a[0]y[]=2'],
        'bracket inside an index' => ['a[[b]=1', 'a[[b]]=1', 'a[b[c]=1', 'a[b[c]]=1', 'a[[]=1', 'a[[]]=1', 'a[b[]=1', 'a[b[][c]=1', 'a[b.c[d.e]=1', 'a[[[]=1', 'a[%5B]=1', 'a[%5D]=1', 'a[%5B%5D]=1', 'a[[][]=1&a[[][]=2'],
        'encoded brackets' => ['a%5Bb%5D=1', 'a%5bb%5d=1', 'a%5Bb]=1', 'a[b%5D=1', 'a[b%5D%5Bc]=1', 'a%5B%5D%5B%5D=1', 'a%255Bb%255D=1', 'a%5Bb%5D[c]=1&a[b]%5Bd%5d=2', 'a%5B=1', 'a%5B]=1&a[%5D=2'],
        'dots and spaces in an index' => ['a.b[c.d]=1', 'a.b[c.d+e]=1', 'a[.b]=1', 'a[.]=1', 'a[ b]=1', 'a[b ]=1', 'a[b+c]=1', 'a[b][c.d][e+f]=1', 'a[b.c]=1&a[b_c]=2'],
        'whitespace index' => ['a[ ]=1', 'a[%20]=1', 'a[+]=1', 'a[%09]=1', 'a[%0A]=1', 'a[%0B]=1', 'a[%0C]=1', 'a[%0D]=1', 'a[%20%20]=1', 'a[%20%09]=1', 'a[%0D%0A]=1', 'a[%C2%A0]=1', 'a[%E2%80%83]=1', 'a[%00%20]=1', 'a[%1F]=1', 'a[%205]=1&a[5]=2&a[]=3', 'a[5%20]=1&a[5]=2', 'a[%09b]=1', 'a[%0Ab]=1', 'a[b%0A]=1', 'a[][ ]=1', 'a[+][b]=1&a[+][b]=2', 'a[+][+]=1&a[+][+]=2', 'a[x][+]=1&a[x][]=2', 'a[+]b=1', 'a[++]b=1'],
        'NUL in the name' => ['a%00b=1', 'a%00=1', '%00=1', '%00a=1', '%20%00=1', 'a%00[b]=1', 'a[b%00c]=1', 'a[%00b]=1', 'a[b%00]=1', 'a[b%00=1', 'a[%00]=1&a[]=2', 'a[b][%00]=1', 'a[b][c%00d]=1', 'a[b%00][c]=1', 'a[b]%00[c]=1', 'a[b][c]%00=1', 'a[][%00]=1', '%00[a]=1', 'a%20%00b=1', 'a[%20%00]=1', 'a%00b=1&a%00c=2&a=3', 'a.b%00.c=1', 'a%00=1%00', 'a%00%5Bb%5D=1'],
        'NUL in the value' => ['a=%00', 'a=1%00b', 'a=%00%00', 'a[]=%00&a[]=1'],
        'percent escapes' => ['a=%', 'a=%4', 'a=%zz', 'a=%4g', 'a=%g4', 'a=%2', 'a=%%41', 'a=%4%31', 'a=%25%34%31', 'a=%2541', 'a=%u0041', 'a=%+1', 'a=%2b%2B', 'a=%c3%A9', 'a%5=1', 'a%=1', '%=1', '%zz=1', 'a[%]=1', 'a[%5]=1', 'a[%zz]=1', 'a=%0x41', 'a=%-1', 'a=% 41', 'a=%٤١', '%61=1', '%61%5b%62%5d=%63', 'a=100%&b=50%25', '%41%2=1'],
        'plus signs' => ['a=1+2', 'a=1%2B2', 'a=+', 'a=++', 'a=%20+%20', 'a=+1+', 'a[b+c]=d+e', 'a%2Bb=1', 'a[%2B]=1'],
        'raw characters' => ['a=ф', 'a=日本 語', 'a=👍&👍=a', 'a=é', "a=\u{feff}", "\u{feff}a=1", "a=\u{fffd}", "a=x\ty", "a=x\r\ny", "a=\"'<>\\`{}|^", "a=\u{2028}", "a=\x7f\x01", 'ключ[под ключ]=значение'],
        'byte order mark' => ['%EF%BB%BFa=1', 'a=%EF%BB%BF', 'a=%EF%BB%BFx%EF%BB%BF', 'a[%EF%BB%BFb]=1'],
        'invalid UTF-8 value' => ['a=%ff', 'a=%d0', 'a=%d0x', 'a=x%80y', 'a=%c0%80', 'a=%c1%bf', 'a=%e2%82', 'a=%e2%82x', 'a=%e2x%82', 'a=%f0%9f%98', 'a=%f0%9f', 'a=%f0%9fx', 'a=%f0', 'a=%ed%a0%80', 'a=%ed%a0%bd%ed%b8%80', 'a=%f4%90%80%80', 'a=%f5%80%80%80', 'a=%f8%88%80%80%80', 'a=%e0%80%80', 'a=%e0%9f%bf', 'a=%f0%8f%bf%bf', 'a=%fe%ff', 'a=%80%80%80', 'a=%cf%f0%e8%e2%e5%f2', 'a=%f0%9f%98%80%ff%f0%9f%98%80', 'a=%f1%80%80%f1%80%80%80', 'a=%ff&b=ok&c[]=%d1%84', 'a=ф%d1', 'a=%d0+%b0', 'a=%d0&b=%b0', 'a=%ff%00%ff'],
        'invalid UTF-8 name' => ['a%ff=1', '%ff=1', '%ff%fe=1&b=2', 'a[%ff]=1', 'a[%ff][]=1&a[%ff][]=2', '%d0[%d1]=%d2', '%e2%82[b]=1', 'a[%e2%82', 'a[%e2%82]x=1', 'a[%A0]=1', 'a[%85]=1', '%A0a=1', 'a%ff=1&a%fe=2', 'a[%ff]=1&a[%fe]=2', 'a%ff.b=1&a%ff_b=2', 'a[%ff]=1&a[%ef%bf%bd]=2', '%ed%a0%80[%ed%b0%80]=1', 'a%ff%00=1', 'a[b%ff=1'],
        'special names' => ['__proto__=1', '__proto__[a]=1', '__proto__[__proto__]=1&a=2', 'a[__proto__]=1', 'a[__proto__][b]=1&a[c]=2', 'a[constructor][prototype][b]=1', 'constructor=1', 'constructor[prototype][a]=1', 'toString=1&valueOf[a]=2', 'hasOwnProperty=1', 'a[]=1&a[length]=5&a[]=2', 'length=3', 'a[hasOwnProperty]=1&a[b]=2', '__proto__[]=1&__proto__[]=2', '__proto__.a=1', 'this=1', 'GLOBALS[a]=1', '_GET=1', 'proto[__proto__=1', '..proto..=1&.+proto+.=2'],
        'cookie prefixes' => ['__Host-x=1', '__Secure-x=1', '%20__Host-x=1', '__Host-=1', '..Host-x=1', '_.Host-x=1', '.[Host-x=1', '_[Host-x=1', '..Secure-x=1', '..Host-x[a]=1&b=1', 'a[__Host-x]=1', 'a[__Host-x][b]=1', 'a[__Host-]=1', 'a[__Secure-x]=1', 'a[b][__Host-x]=1&a[c]=2', 'a=5&a[__Host-x]=1', 'a[][__Host-x]=1', 'a[__Host-x=1', 'a[b][__Host-x=1', 'a[+__Host-x]=1', 'a[__host-x]=1', '__host-x=1', 'a[__HostX]=1', '__Host-x[__Host-y]=1', '__Host-x[__Secure-y]=1', '__Host-x[a][__Host-y][b]=1', '__Host-[=1', 'a[..Host-x]=1', 'a[__Host-x]=1&a[__Host-y]=2&a[z]=3'],
        'deep nesting' => [
            'x=1&a' . $deep(63) . '=1&y=2', 'x=1&a' . $deep(64) . '=1&y=2', 'x=1&a' . $deep(65) . '=1&y=2', 'x=1&a' . $deep(100) . '=1&y=2',
            'x=1&a' . $deep(64, '[]') . '=1&y=2', 'x=1&a' . $deep(65, '[]') . '=1&y=2',
            'a=1&b=2&a' . $deep(65) . '=1', 'a=1&b=2&a' . $deep(65) . '=1&a=3', 'a[]=1&a' . $deep(65) . '=1&a[]=2',
            'a.b=1&a.b' . $deep(65) . '=1&z=1', 'a_b=1&z=1&a+b' . $deep(65) . '=1', '5=1&5' . $deep(65) . '=1&z=1', '+a' . $deep(65) . '=1&z=1',
            'a' . $deep(63) . '[c=1&b=1', 'a' . $deep(64) . '[c=1&b=1', 'a' . $deep(64) . '[=1&b=1', 'a' . $deep(64) . 'x[c]=1', 'a' . $deep(64) . '+[c]=1', 'a' . $deep(64) . '%00[c]=1',
            'a' . $deep(100, '[') . '=1', 'a' . $deep(100, '[') . ']=1', 'a=1&a' . $deep(64) . '[__Host-x]=1', $deep(65) . '=1&a=1',
            'b=1&a' . $deep(70) . '&a[b]=1&a' . $deep(66) . '=2&c=3',
        ],
        'long names' => [str_repeat('a', 300) . '=1', 'a[' . str_repeat('b', 300) . ']=1', 'a[' . str_repeat('9', 60) . ']=1', str_repeat('.', 50) . '=1', 'a[' . str_repeat('+', 20) . ']=1', str_repeat('&', 40) . 'a=1'],
    ];
}

const RAW_TOKENS = [
    'a', 'a', 'a', 'b', 'b', 'c', '0', '1', '5', '-1', '01', '[', '[', ']', ']', '[]', '[]', '[a]', '[b]', '[0]', '[5]', '%5B', '%5D', '%5d', '.', '+', '%20', ' ',
    '%09', '%00', '=', '=', '=', '=1', '=2', '=3', '&', '&', '&', '&a', '&a', '&b', '%', '%4', '%zz', '%2B', '%26', '%3D', '%25', ';', '#', 'ф', '%D1%84', '%ff', '_',
    '__proto__', '%0A',
];
const RAW_NAMES = ['a', 'a', 'a', 'b', 'a.b', 'a_b', '+a', '0', 'a]', 'a[', '__proto__'];
const RAW_INDEXES = ['[]', '[]', '[]', '[b]', '[b]', '[0]', '[1]', '[5]', '[-2]', '[01]', '[+]', '[ ]', '[b', '[[b]', '[b]c', '[%00]', '[b.c]', '%5Bb%5D', '[length]', '[__proto__]', ']', '['];

/** @return array<string, string> */
function raw_queries(): array
{
    $queries = [];
    foreach (raw_groups() as $group => $list) {
        foreach ($list as $i => $query) {
            if (in_array($query, $queries, true)) {
                fail("$group: repeated query $query");
            }
            $queries[sprintf('%s %02d', $group, $i + 1)] = $query;
        }
    }
    $r = new Lcg(19990101);
    for ($i = 1; $i <= 100;) {
        $query = '';
        for ($n = 4 + $r->below(14); $n > 0; $n--) {
            $query .= $r->pick(RAW_TOKENS);
        }
        if (!in_array($query, $queries, true)) {
            $queries[sprintf('random tokens %03d', $i++)] = $query;
        }
    }
    for ($i = 1; $i <= 100;) {
        $pairs = [];
        for ($n = 2 + $r->below(6); $n > 0; $n--) {
            $pair = $r->pick(RAW_NAMES);
            for ($k = $r->below(4); $k > 0; $k--) {
                $pair .= $r->pick(RAW_INDEXES);
            }
            $pairs[] = $pair . '=' . count($pairs);
        }
        $query = implode('&', $pairs);
        if (!in_array($query, $queries, true)) {
            $queries[sprintf('random pairs %03d', $i++)] = $query;
        }
    }
    return $queries;
}

// ---------------------------------------------------------------------------------------------------------

$files = [
    'build-query.json' => file_text(build_queries()),
    'parse-str.json' => file_text(raw_queries()),
];
$arguments = array_slice($argv, 1);
if ($arguments !== [] && $arguments !== ['--check']) {
    fail('usage: generate.php [--check]');
}
$differs = false;
foreach ($files as $name => $text) {
    $path = __DIR__ . '/' . $name;
    if ($arguments === []) {
        if (file_put_contents($path, $text) !== strlen($text)) {
            fail("cannot write $name");
        }
        echo "$name: " . substr_count($text, "\n") - 2 . ' cases, ' . strlen($text) . " bytes\n";
    } elseif (!is_file($path) || file_get_contents($path) !== $text) {
        fwrite(STDERR, "$name differs from what this PHP (" . PHP_VERSION . ") makes\n");
        $differs = true;
    }
}
exit($differs ? 1 : 0);
