"""What words mean where people talk about software and devices, beside the lexicon of VADER.

Valences are from -4 (most negative) to 4, as in that lexicon. A tool that kills a process is not
cruel, and a certificate that is trusted is not kind: words that are terms are neutral here.
"""

# A term with any of these endings is neutral; what the lexicon does not have does no harm.
ENDINGS = ("", "s", "es", "d", "ed", "ing", "er", "ers", "ion", "ions", "ly")

NEGATIVE_TERMS = """
    abandon abort accident accidental affect aggressive alarm alone anti argument arguable arrest
    attack attacker avert avoid awkward axe ban banned banning barrier battle bias biased blind
    block blocked bomb bore bother broke broken bsod bug burden cancel cancell cancelled cautious
    censor challenged charge choke clash cloud clueless coerc collapse collaps collide colli
    collision combat complain complaint conflict confus confuse confusing confusion constrain
    contradict contradiction corrupt costly crash critic critical crude crush cry cut cutting
    damage damag danger dangerous dark dead deadlock death debt decay defect defeat defer deferr
    degrade degrad degradation delay demand denied denies deny depress derail deprecat destroy
    destroyed destruct destructive detach detached detain die died dies difficult difficulty
    dilemma dirty disable disabl disabling disadvantage disappear discard disconnect discord
    disk disorder dispute disregard disrupt disruption distort distract doubt drag drain drop
    dropped dropping dump dumped dumping embargo emergency empty enemy entangle error escape evil
    exclude exclud exclusion execute exhaust expel expire exploit expose fad fail failing failure
    fall falling false fatal fault faulty fear feedback fight fire fired firing flaw flood flush
    forbid forbidden force forced forcing forget forgot forgotten fraud freeze frozen gap ghost
    guilt gun hack halt hang hard harm harmful haunt hesitat hid hide hiding hijack hole hostile
    hung hunt ignor ignore illegal immobiliz impact imperfect inactive inability incapable
    incompatible incomplete inconsistent indecisive inefficient infect infected inhibit injury
    insecure interrupt interruption invalid invade invasion irresponsible irreversible isolat
    isolate issue jam jumpy kill killed killing lack lag lapse lawsuit leak leave leaving limit
    limitation limited lost lose loser losing loss losses low lower lowest malicious malware
    malformed mandatory mask mess messy mislead misleading mismatch miss missed missing mistake
    mistaken murky myth negative negativ nerves neglect no noise noisy nonsense null obsolete
    obstacle offline omission oops oppose orphan outage overload oversight overwrite pan panic
    panicked paralyze parasite penalty peculiar pileup poison pollut poor poorly postpone
    pressure pretend prevent prison problem problematic prosecut protest provoke puncture punish
    push questionable questioned quit rash recession reject rejected reluctant remove reject
    removed resign restrict restriction retreat revoke rig risk risky riskier rob rough ruin
    sabotage saturat scare scary scold screwed severe sever severely shock shook shoot short
    shortage shot shy silenc silent sin sink skeptical slam slash slave sluggish smear sob sore
    sorry spam spammer spike stab stall starv starve steal stealth stop stopped stopping strain
    strange strangely stress stress strict strike struck struggle struggl stubborn stuck stuff
    stutter suspect suspend suspicious swear tear tense tension threat threaten threatening tied
    tired torn touch tough trap trapped trick tricky trivial trouble troubl troubleshoot
    troubleshooting unable unapproved unaware uncertain unclear uncontrolled undecided undermine
    undesirable unfocused unprotected unresolved unsecured unstable unsubscribe unsuccessful
    unsuccessfully unsupported unsure unwanted vague vain victim violate violat violation virus
    vulnerable vulnerability vulnerabilities war warn warning warp wast weak weaken weaker
    weakness weapon weird worn worse worsen wreck wrong yank zombie
"""

POSITIVE_TERMS = """
    ability abilities accept acceptable acceptance access active actively advanced adequate admit
    adopt advantage advantages agree agreed alert alive allow alright amazon approval approve
    asset assurance assure attach attachment attract authority award await backed backing benefit
    benefits best bold boost bold bright brightness brisk calm capable card care careful carefully
    casual certain certainly challenge challeng chance champion charge clarif clarity clean
    cleaner clear cleared clearly comfort commit committed committing commitment compelling
    competitive comprehensive consent convince convinced cool create creat created creation
    credit curious dear decisive dedicated defense defensive defender definite definitely demo
    demonstration desire desired determinate determin diamond discount dream dwell dynamic
    dynamically ease effective effectively efficiency efficient efficiently emotional energy
    engage ensure ensur entitled entrust escape escap exempt excuse exclusive expand explor
    exploration extend fair faith fan fantasy feature festival fine fit flexible focus focused
    free freely freedom fresh friend friends fulfill full fun gain genuine gift gold good grace
    graceful gracefully grand grant granted granting greet guarantee guard hand handy harmless
    heal healed healing healthy heart helping help helped helper helps hero heroes highlight honor
    hope hopefully hug huge ideal immune importance important improve improv improvement increase
    increas influence inform innovat inspire integrity intelligence intelligent interest
    interested interesting invite inviting join jolly joke jewel joker justice justify keen key
    kind lawful launch launched leader legal legally liberty like liked likes lively lobby loyal
    luck lucky magic mature master matter matters meaningful merit mercy method methodical
    motivat native natural neat nominate normal novel number odd ok okay open opportunity optimal
    optimis optimiz optimize optimization optimizations optimum original outgoing party parties
    passion passive peace perfect permission play played playing please pls plz popular popularity
    positive positiv possible postive power powerful pray precious prepared pretty prevail prevent
    privilege privileges proactive profit progress prominent promise promises promote prospect
    protect protection proven pure radian reach readiness ready reasonable reassur recommend
    redeem regard relax release relevant reliability reliable relief remarkable rescue resolve
    resolv resolved resolution resolver resolvers respect respective respectively responsible
    responsive restore restor restored retain reviv revive reward rich rigor robust romantic safe
    safely safer safest safeguard safety salient satisf satisfy satisfied satisfies save saved
    saves saving scoop secure secured securely securing security securities sentence share shared
    shar significance significant simple sincerely smart smooth solid solution solutions solve
    solved solv sophisticated spark special spirit stable stealth stimulat straight strength
    strengthen strong strongest strongly substantial succeed succeeded succeeds success
    successes successful successfully succession successive successor suitable super superior
    support supported supporter supporting supports supreme sure surprise surprised surprisingly
    surviv survived swift swing talent thoughtful tolerance tolerant top tops tribute true truly
    trust trusted trusting truth unbiased united unlimited unmatched upgrade useful usefully
    valid validat validate valuable value values vested vision visionary vitality want wanted
    warm warmth wealth welcome welcom well win winner winning wins wish wishes wishing woo worth
    yeah yep yes youthful
"""

# Kept at less than their weight, or added: how people speak of what they use.
WORDS = {
    # what is said of people and of their work
    "awful": -2.6, "garbage": -2.6, "trash": -2.4, "rubbish": -2.6, "crap": -2.6, "joke": 0.0,
    "clown": -2.4, "clowns": -2.6, "shambles": -2.6, "abysmal": -3.0, "atrocious": -3.0,
    "unusable": -2.2, "unbearable": -2.6, "infuriating": -3.0, "maddening": -2.6,
    "frustrating": -2.3, "frustrated": -2.2, "frustration": -2.0, "annoying": -1.9,
    "useless": -2.6, "worthless": -2.8, "hopeless": -2.6, "pointless": -2.2, "clueless": -2.2,
    "incompetent": -2.8, "incompetence": -2.8, "amateurs": -2.0, "amateurish": -2.2,
    "ridiculous": -2.2, "absurd": -1.9, "laughable": -2.3, "insane": -1.6, "sloppy": -2.0,
    "lazy": -2.0, "liars": -3.0, "scammers": -3.0, "scam": -2.8, "morons": -3.2, "moron": -3.2,
    "idiots": -3.2, "imbecile": -3.2, "imbeciles": -3.2, "halfwit": -3.0, "brainless": -2.8,
    "stfu": -3.4, "gtfo": -3.4, "wtf": -2.8, "ffs": -2.4, "disgraceful": -2.8, "insult": -2.4,
    "insulting": -2.4, "appalling": -2.8, "inexcusable": -2.8, "disappointed": -2.2,
    "disappointing": -2.3, "letdown": -2.2, "regret": -1.9, "clunky": -1.4, "tedious": -1.5,
    "confusing": -1.2, "painful": -1.9, "painfully": -1.2, "nightmare": -2.8, "hell": -2.6,
    "broken": -0.6, "poor": -1.4, "poorly": -1.4, "buggy": -1.3, "bloated": -1.6, "mess": -1.5,
    "worse": -1.6, "wrong": -0.5, "unfortunately": -0.5, "sadly": -0.9, "ignored": -0.9,
    "exhausted": -1.4, "tired": -1.5, "lost": -0.4, "ruined": -2.0, "wasted": -2.2,
    "waste": -2.0, "worried": -1.2, "desperate": -2.2, "crying": -2.2, "helpless": -2.2,
    # praise
    "thanks": 1.7, "thank": 1.6, "thankyou": 1.7, "cheers": 1.6, "kudos": 2.6, "bravo": 2.4,
    "good": 1.6, "great": 2.8, "nice": 1.9, "perfect": 2.7, "perfectly": 2.4, "helpful": 2.1,
    "useful": 1.6, "fun": 1.8, "cool": 1.4, "smooth": 1.5, "smoothly": 1.7, "flawless": 2.7,
    "flawlessly": 2.7, "seamless": 2.0, "seamlessly": 2.0, "intuitive": 1.8, "polished": 1.7,
    "impressed": 2.2, "impressive": 2.2, "lifesaver": 3.0, "reliable": 1.4, "elegant": 2.1,
    "better": 1.2, "best": 1.8, "easy": 1.3, "easily": 1.0, "easier": 1.3, "fast": 0.6,
    "faster": 1.0, "happy": 2.4, "glad": 2.0, "hooray": 2.6, "yay": 2.4, "welcome": 1.2,
    "improvement": 1.1, "interesting": 0.9, "appreciate": 1.9, "appreciated": 1.9, "finally": 0.3,
    "neat": 1.8, "solid": 1.2, "brilliant": 2.8, "superb": 3.0, "fantastic": 2.8, "hero": 2.0,
    "heroes": 2.0, "liked": 1.2, "enjoy": 2.0, "respectful": 1.0,
}  # fmt: skip

# Regular expressions of phrases, which are one word to the lexicon. The first that fits counts.
PHRASES = {
    # polite, and said of anything
    r"thank(s| you)( so much| very much)? in advance": 0.0,
    r"thanks? (you )?for (any|your) (help|hints?|advice|pointers?|suggestions?|time)": 0.3,
    r"any (help|hints?|pointers?|advice)( is| would be)?( much| greatly)? appreciated": 0.0,
    r"(would|help|i) be (great|nice|good|cool|useful|helpful) (if|to)": 0.0,
    r"(would|could) be (great|nice|good|cool|useful|helpful)": 0.2,
    r"(best|kind|warm) regards": 0.0,
    r"best (practices?|way|match|effort|guess|option|bet)": 0.0,
    r"(is|are) there (any|a) (better|easier|nice|good) way": 0.0,
    r"good (morning|afternoon|evening|day|question)": 0.0,
    r"(not|no) (a )?big deal": 0.4,
    r"no (problems?|worries|trouble|issues?) (at all|whatsoever|so far)": 1.4,
    r"no worries": 0.8,
    r"without (any |a )?(problems?|issues?|trouble|hitch|errors?|complaints?)": 1.2,
    r"(any|an|some) (updates?|news|progress)( on this| here)?\?": 0.0,
    r"bad (request|gateway|sectors?|blocks?|credentials?|certificate|checksum|magic)": 0.0,
    r"(worst|best)[- ]case": 0.0,
    r"(screw(ed)?|hate|love) (it )?(to|in|on|down|the) (rail|mount)": 0.0,
    r"(dirty|ugly|nasty) (reads?|flags?|bits?|pages?|cows?|hack|workaround)": 0.0,
    r"(fancy|pretty)[- ]print\w*": 0.0,
    # praise
    r"(works?|worked|working|runs?|ran) (like a (charm|dream)|a treat|great|wonders)": 2.8,
    r"(works?|worked|working|runs?|ran) (perfectly|beautifully|flawlessly|wonderfully)": 2.8,
    r"just works": 2.2,
    r"(that|this|it) (did the trick|did it|does the trick|fixed it|solved it|helped)": 1.9,
    r"(did|does) the trick": 1.9,
    r"(works|working|fixed) (now|again)\b(?! and)": 0.9,
    r"(could|can) ?n[o']t be happier": 3.0,
    r"(could|can) ?n[o']t (ask for|be) (more|better)": 2.6,
    r"(saved|saves|saving) (me|us|my|our|the) (so much |a lot of |a ton of |tons of |hours? )?"
    r"(\w+ )?(time|hours?|days?|day|life|weekend|bacon|evening|week)": 2.8,
    r"saved (me|us) (hours|days|a lot)": 2.8,
    r"made my (day|week|life)": 2.8,
    r"(well|nicely|beautifully) (done|written|made|designed|thought out|documented|explained)": 2.4,
    r"(keep up the|great|good|nice|amazing|excellent|fantastic|superb) (good |great )?"
    r"(work|job|stuff)": 2.8,
    r"hats off": 2.6, r"thumbs up": 2.2, r"big (thanks|thank you|kudos)": 2.6,
    r"(thank you|thanks) (so|very) much": 2.6, r"many thanks": 2.0,
    r"(thanks|thx) a (lot|ton)": 2.2,
    r"(i|we|really|also|and|do) (really |very much )?(like|love) (how|that|the|this|it|your)": 2.2,
    r"(much|way|far|so much) (better|faster|easier|nicer)": 2.2,
    r"(night and day|game[- ]changer|blown away|spot[- ]on|top[- ]notch|first[- ]class)": 2.6,
    r"(rock solid|rock-solid|second to none|a joy|a breeze|a pleasure|piece of cake)": 2.4,
    r"(highly|strongly|warmly|would|can only) recommend(ed)?": 2.0,
    r"(\+1|:\+1:)": 0.9,
    r"exactly what (i|we) (needed|wanted|was looking for|were looking for)": 2.4,
    r"(so|very|really|super|extremely|pretty) (well|useful|helpful|friendly|reliable|smooth)": 2.0,
    # complaints
    r"(still|always|constantly|yet again|again) (broken|not (working|fixed)|fail(s|ing)|crash\w*)"
    r"( after)?": -1.3,
    r"(after|for) (\w+ ){0,2}(weeks|months|years)[,.!]? (of (waiting|silence)|later)": -1.3,
    r"(broken|down|ignored|waiting|unanswered|unfixed|silence)"
    r" (for|after|since) (\w+ ){0,2}(weeks|months|years)": -1.9,
    r"dead on arrival": -2.2,
    r"(complete|total|utter|absolute|huge|massive|colossal|such a|what a) "
    r"(waste|mess|joke|disaster|failure|nonsense|garbage|disgrace|shambles|nightmare|crap)": -3.4,
    r"wast(e|ed|ing)( of)?( \w+){0,3} (time|money|hours?|days?|weeks?|weekend|evening|night)": -2.8,
    r"(fed up|sick (and tired )?of|had enough|had it with|tired of|done with)": -2.8,
    r"(giv(e|ing|en)|gave) up( on)?": -1.7,
    r"(pull|tear)ing my hair( out)?": -2.4,
    r"(driv(es?|ing)|drove) (me|us) (\w+ )?(crazy|mad|insane|nuts|up the wall)": -2.6,
    r"at (my|our) wits'? end|losing my mind|end of my rope": -2.8,
    r"(nobody|no one|no-one|noone) (cares|listens|answers|responds|replies|bothers)": -2.2,
    r"(do|does)(n't| not) (even )?(care|listen)\b": -2.0,
    r"slap in the face|piece of (shit|crap|junk|garbage)|rip[- ]?off": -3.2,
    r"(is|are|be|what) (just |such )?a (bad )?joke": -2.8,
    r"shame on (you|them|this)|how dare you|go to hell|screw (you|this|them)": -3.4,
    r"f[u*][c*][k*]( you| off| this)?|f[u*][c*][k*]ing": -3.4,
    r"shut (the \w+ )?up|get lost|drop dead|drop dead": -3.0,
    r"(kill|hang|hurt|shoot) (you|yourself|myself|him|her|them all|all of you)": -3.8,
    r"(want|wanna|going|hope you|ready) (to )?die\b|die in a fire": -3.8,
    r"(never|not) (again|buying|using|recommend\w*|coming back)": -1.5,
    r"(regret|wish i had never|should never have)( \w+)?": -2.0,
    r"(asking|want|demand) (for )?(a|my|our) (refund|money back)": -1.9,
    r"(makes?|making) (no|zero) sense": -1.0,
    r"(step|steps) backwards?|went downhill|going downhill|worse than (before|ever)": -2.0,
    r"(let|lets|letting) (me|us) down": -2.0,
    r"(too|so|very|really|extremely|painfully|horribly|terribly|ridiculously) "
    r"(slow|laggy|clunky|complicated|confusing|buggy|unstable|noisy|expensive)": -1.8,
    r"(slow|painful) as hell": -2.6,
    r"(are|is) you(r|'re)? (all |people |guys )?(serious|kidding|blind|deaf|stupid)": -2.4,
    r"you (people|guys|lot) (are|never|have no)": -1.6,
    r"(lost|losing) (all )?(hope|patience|faith|trust)": -2.6,
    r"(no|zero) (response|reply|answer|reaction)s? (at all|whatsoever|from)": -1.4,
}  # fmt: skip
